import { modelPlugin, panelPlugin } from './plugins';

export { ICurriculumModel } from './tokens';

export default [modelPlugin, panelPlugin];
