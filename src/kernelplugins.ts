import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { CurriculumApi } from './api';
import { ICommandContext } from './context';
import { KERNEL_PALETTE, addKernelCommands } from './kernelcommands';
import { Machine } from './machine';
import { ICurriculumModel, IMachine } from './tokens';
import { VERSION } from './version';

export const machinePlugin: JupyterFrontEndPlugin<IMachine> = {
  id: 'dl-curriculum-ext:machine',
  description: 'Follows what computes here, and the kernels of the notebooks.',
  autoStart: true,
  requires: [ICurriculumModel],
  provides: IMachine,
  activate: (app: JupyterFrontEnd, model: ICurriculumModel): IMachine => {
    const { events, kernelspecs, serverSettings, sessions } =
      app.serviceManager;
    return new Machine({
      api: new CurriculumApi({ serverSettings, version: VERSION }),
      model,
      events: events.stream,
      running: sessions.runningChanged,
      specs: kernelspecs.specsChanged
    });
  }
};

export const kernelsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'dl-curriculum-ext:kernels',
  description: 'Chooses, mends and shuts down the kernels of the notebooks.',
  autoStart: true,
  requires: [ICommandContext],
  optional: [INotebookTracker, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    base: ICommandContext,
    tracker: INotebookTracker | null,
    palette: ICommandPalette | null
  ): void => {
    const { sessions, terminals } = app.serviceManager;
    addKernelCommands({
      ...base,
      shell: app.shell,
      tracker,
      copies: base.copies,
      sessions,
      terminals
    });
    const category = base.trans.__('Curriculum');
    KERNEL_PALETTE.forEach(command => palette?.addItem({ command, category }));
  }
};
