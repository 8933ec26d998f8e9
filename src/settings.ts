import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal } from '@lumino/signaling';

/** The settings of the panel, as they are now. */
export interface ISettings {
  readonly workspaceFolder: string;
  readonly side: 'left' | 'right';
  readonly showMotivation: boolean;
  readonly rememberFolding: boolean;
  readonly startOnOpen: boolean;
  readonly showOnFirstVisit: boolean;
  /** Resolved when they are there, or known not to come. */
  readonly ready: Promise<void>;
  /** Emitted when they are there, and when any of them changed. */
  readonly changed: Signal<object, void>;
}

/** Follow the settings; until they are there, or without a registry, they are at their defaults. */
export function followSettings(
  registry: ISettingRegistry | null,
  plugin: string
): ISettings {
  let settings: ISettingRegistry.ISettings | undefined;
  const get = (key: string) => settings?.composite[key];
  const followed: ISettings = {
    get workspaceFolder() {
      const folder = get('workspaceFolder');
      return typeof folder === 'string' ? folder.trim() : '';
    },
    get side() {
      return get('side') === 'right' ? 'right' : 'left';
    },
    get showMotivation() {
      return get('showMotivation') !== false;
    },
    get rememberFolding() {
      return get('rememberFolding') !== false;
    },
    get startOnOpen() {
      return get('startOnOpen') !== false;
    },
    get showOnFirstVisit() {
      return get('showOnFirstVisit') !== false;
    },
    get ready() {
      return ready;
    },
    changed: new Signal<object, void>({})
  };
  const ready = Promise.resolve(registry?.load(plugin)).then(
    loaded => {
      settings = loaded;
      followed.changed.emit();
      loaded?.changed.connect(() => followed.changed.emit());
    },
    error => {
      console.warn('The settings of the curriculum could not be read.', error);
    }
  );
  return followed;
}
