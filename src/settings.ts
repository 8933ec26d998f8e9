import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal } from '@lumino/signaling';

/** The settings of the panel, as they are now. */
export interface ISettings {
  readonly workspaceFolder: string;
  readonly side: 'left' | 'right';
  readonly showMotivation: boolean;
  readonly rememberFolding: boolean;
  readonly startOnOpen: boolean;
  /** Emitted when any of them changed. */
  readonly changed: Signal<ISettings, void>;
}

/** Read the settings and follow them; without a registry they are at their defaults. */
export async function readSettings(
  registry: ISettingRegistry | null,
  plugin: string
): Promise<ISettings> {
  let settings: ISettingRegistry.ISettings | undefined;
  try {
    settings = await registry?.load(plugin);
  } catch (error) {
    console.warn('The settings of the curriculum could not be read.', error);
  }
  const get = (key: string) => settings?.composite[key];
  const read = {
    get workspaceFolder() {
      return String(get('workspaceFolder') ?? '').trim();
    },
    get side() {
      return get('side') === 'right' ? ('right' as const) : ('left' as const);
    },
    get showMotivation() {
      return get('showMotivation') !== false;
    },
    get rememberFolding() {
      return get('rememberFolding') !== false;
    },
    get startOnOpen() {
      return get('startOnOpen') !== false;
    }
  };
  const changed = new Signal<ISettings, void>(read as ISettings);
  const all: ISettings = Object.defineProperty(read, 'changed', {
    value: changed
  }) as ISettings;
  settings?.changed.connect(() => changed.emit());
  return all;
}
