import { checksPlugin, runsPlugin } from './checkplugins';
import { modelPlugin, panelPlugin } from './plugins';

export { ICurriculumModel } from './tokens';

export default [modelPlugin, runsPlugin, panelPlugin, checksPlugin];
