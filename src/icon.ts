import { LabIcon } from '@jupyterlab/ui-components';
import hintSvg from '../style/icons/hint.svg';
import svgstr from '../style/icons/curriculum.svg';

export const hintIcon = new LabIcon({
  name: 'dl-curriculum-ext:hint',
  svgstr: hintSvg
});

export const curriculumIcon = new LabIcon({
  name: 'dl-curriculum-ext:icon',
  svgstr
});
