import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { Details } from '../components/Details';
import type { Item } from '../types';
import { fakeUi } from './fakeui';
import { curriculum, itemProgress, project, softmax } from './sample';

function details(item: Item) {
  const ui = fakeUi();
  render(
    <Details
      ui={ui}
      curriculum={curriculum}
      item={item}
      progress={itemProgress({ path: 'deep-learning/project/project.ipynb' })}
      writing={undefined}
    />
  );
  return ui;
}

describe('the details of a project', () => {
  it('name its finished example, and open it', async () => {
    const ui = details(project);
    expect(screen.getByText('Rain or shine')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'See a finished example' })
    );
    expect(ui.actions.showSolution).toHaveBeenCalledWith('project');
    expect(screen.queryByText(/solution/i)).toBeNull();
  });

  it('offer nothing where there is none', () => {
    details({ ...project, example: null });
    expect(screen.queryByText(/example/i)).toBeNull();
  });
});

describe('the details of an exercise', () => {
  it('speak of its solution', () => {
    details(softmax);
    expect(
      screen.getByRole('button', { name: 'Show the solution' })
    ).toBeInTheDocument();
    expect(screen.queryByText(/example/i)).toBeNull();
  });
});
