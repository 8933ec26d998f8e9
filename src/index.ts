import { checksPlugin, runsPlugin, solutionsPlugin } from './checkplugins';
import { kernelsPlugin, machinePlugin } from './kernelplugins';
import { modelPlugin, panelPlugin } from './plugins';

export { ICurriculumModel } from './tokens';

export default [
  modelPlugin,
  runsPlugin,
  machinePlugin,
  panelPlugin,
  checksPlugin,
  solutionsPlugin,
  kernelsPlugin
];
