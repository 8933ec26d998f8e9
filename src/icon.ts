import { LabIcon } from '@jupyterlab/ui-components';
import svgstr from '../style/icons/curriculum.svg';

export const curriculumIcon = new LabIcon({
  name: 'dl-curriculum-ext:icon',
  svgstr
});
