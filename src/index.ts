import { checksPlugin, runsPlugin, solutionsPlugin } from './checkplugins';
import { modelPlugin, panelPlugin } from './plugins';

export { ICurriculumModel } from './tokens';

export default [
  modelPlugin,
  runsPlugin,
  panelPlugin,
  checksPlugin,
  solutionsPlugin
];
