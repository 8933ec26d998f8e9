/** The panel with all that it shows, rendered from a sample. */
import { render, screen } from '@testing-library/react';
import React from 'react';
import { CurriculumView, ICurriculumProps } from '../components/Curriculum';
import { fakeUi } from './fakeui';
import { curriculum, itemProgress, progress, summary } from './sample';

export function show(part: Partial<ICurriculumProps> = {}) {
  const ui = fakeUi();
  const props: ICurriculumProps = {
    ui,
    curricula: summary.curricula,
    problems: [],
    curriculum,
    progress: progress(),
    loading: false,
    failure: null,
    busy: new Set(),
    writings: new Map(),
    open: {},
    notice: null,
    editingGoal: false,
    showMotivation: true,
    ...part
  };
  const view = render(<CurriculumView {...props} />);
  return {
    ui,
    actions: ui.actions,
    again: (more: Partial<ICurriculumProps>) =>
      view.rerender(<CurriculumView {...props} {...more} />)
  };
}

export const withItem = (
  id: string,
  part: Parameters<typeof itemProgress>[0]
) => progress({ items: { ...progress().items, [id]: itemProgress(part) } });

export const button = (name: string | RegExp) =>
  screen.getByRole('button', { name });
export const tick = (title: string) =>
  screen.getByRole('checkbox', { name: `Mark ${title} done` });
