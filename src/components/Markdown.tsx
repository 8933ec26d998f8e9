import React from 'react';
import type { IUi } from './ui';

export interface IMarkdownProps {
  ui: Pick<IUi, 'markdown'>;
  source: string;
  className?: string;
}

function Text(props: IMarkdownProps): JSX.Element | null {
  const { ui, source, className } = props;
  const host = React.useRef<HTMLDivElement>(null);
  const plain = !/[*_`$[<\\#|>~]|^\s*[-+\d]|https?:/m.test(source);
  React.useEffect(() => {
    if (!plain && host.current) {
      ui.markdown(source, host.current);
    }
  }, [ui, source, plain]);
  if (!source) {
    return null;
  }
  const name = `jp-Curriculum-text ${className ?? ''}`;
  if (plain) {
    return (
      <div className={name}>
        {source.split(/\n\s*\n/).map((paragraph, index) => (
          <p key={index}>{paragraph}</p>
        ))}
      </div>
    );
  }
  return <div ref={host} className={`${name} jp-mod-rendered`} />;
}

/** A text of the pack; plain paragraphs are drawn at once, the rest by JupyterLab's own Markdown renderer. */
export const Markdown = React.memo(Text);
