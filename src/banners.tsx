import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import React from 'react';
import { CommandIDs } from './commandids';
import { Banner, IBannerProps } from './components/Banner';
import type { Copies } from './copies';
import type { Newer } from './newer';
import type { ICurriculumModel } from './tokens';
import type { Item } from './types';
import type { View } from './view';

/** A line above the learner's copies: what is newer in the curriculum or, after an update, where both were kept. */
export class Banners {
  constructor(private _options: Banners.IOptions) {
    const { copies, model, newer, view } = _options;
    copies.tracker.widgetAdded.connect((_, panel) => {
      panel.context.pathChanged.connect(this._follow, this);
      void panel.context.ready.then(() => this._follow());
    });
    model.stateChanged.connect(this._follow, this);
    newer.changed.connect(this._follow, this);
    view.changed.connect(this._follow, this);
  }

  private _follow(): void {
    this._options.copies.tracker.forEach(panel => this._followOne(panel));
  }

  private _followOne(panel: NotebookPanel): void {
    if (panel.isDisposed || !panel.context.isReady) {
      return;
    }
    const says = this._says(panel);
    let line = this._lines.get(panel);
    if (says && !line) {
      line = new Line();
      this._lines.set(panel, line);
      panel.contentHeader.addWidget(line);
    }
    if (line) {
      line.says = says;
    }
  }

  private _says(panel: NotebookPanel): IBannerProps | null {
    const { commands, copies, model, newer, trans, view } = this._options;
    const item = copies.itemOf(panel);
    const progress = item && model.progress?.items[item.id];
    if (!item || !progress || progress.path !== panel.context.path) {
      return null;
    }
    const args = { item: item.id };
    const conflicts = newer.conflicts(item.id);
    if (conflicts.length) {
      return {
        trans,
        item,
        conflicts,
        onGo: cell =>
          void commands.execute(CommandIDs.showCell, { ...args, cell }),
        onDismiss: () => newer.noteConflicts(item.id, [])
      };
    }
    newer.look(item.id);
    const key = this._key(item);
    return newer.offer(item.id) && view.open[key] !== false
      ? {
          trans,
          item,
          conflicts,
          onSee: () => void commands.execute(CommandIDs.seeNew, args),
          onDismiss: () => view.setOpen(key, false)
        }
      : null;
  }

  /** Under this key the view remembers that the learner would rather not be told of that version here. */
  private _key(item: Item): string {
    return `newer:${item.id}:${this._options.model.curriculum?.version}`;
  }

  private _lines = new WeakMap<NotebookPanel, Line>();
}

export namespace Banners {
  export interface IOptions {
    copies: Copies;
    model: ICurriculumModel;
    newer: Newer;
    view: View;
    commands: CommandRegistry;
    trans: TranslationBundle;
  }
}

/** As high as its words need, and not there while it says nothing. */
class Line extends ReactWidget {
  constructor() {
    super();
    this.addClass('jp-Curriculum-banner');
    this.hide();
  }

  set says(says: IBannerProps | null) {
    this._props = says;
    this.setHidden(!says);
    this.update();
  }

  dispose(): void {
    this._size.disconnect();
    super.dispose();
  }

  protected onAfterAttach(msg: Parameters<ReactWidget['onAfterAttach']>[0]) {
    super.onAfterAttach(msg);
    void this.renderPromise?.then(() => this._watch());
  }

  protected onUpdateRequest(
    msg: Parameters<ReactWidget['onUpdateRequest']>[0]
  ) {
    super.onUpdateRequest(msg);
    void this.renderPromise?.then(() => this._watch());
  }

  protected render(): JSX.Element | null {
    return this._props && <Banner {...this._props} />;
  }

  private _watch(): void {
    this._size.disconnect();
    if (this.node.firstElementChild) {
      this._size.observe(this.node.firstElementChild);
    }
  }

  /** The layout gives what the node asks for, so the node asks for what its words need. */
  private _size = new ResizeObserver(([{ target }]) => {
    const height = `${Math.ceil(target.getBoundingClientRect().height)}px`;
    if (this.node.style.minHeight !== height) {
      this.node.style.minHeight = height;
      if (this.parent) {
        MessageLoop.postMessage(this.parent, Widget.Msg.FitRequest);
      }
    }
  });

  private _props: IBannerProps | null = null;
}
