import React from 'react';

/** A bar for the whole curriculum. */
export function Bar(props: {
  done: number;
  of: number;
  label: string;
}): JSX.Element {
  const { done, of, label } = props;
  const share = of ? Math.min(1, done / of) : 0;
  return (
    <div
      className="jp-Curriculum-bar"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={of}
      aria-valuenow={done}
    >
      <div style={{ width: `${share * 100}%` }} />
    </div>
  );
}

const RADIUS = 7;
const ROUND = 2 * Math.PI * RADIUS;

/** A ring for a stage; a tick in a disc once nothing more is asked there. The count beside it says the same in words. */
export function Ring(props: {
  done: number;
  of: number;
  passed: boolean;
}): JSX.Element {
  const { done, of, passed } = props;
  const share = of ? Math.min(1, done / of) : 0;
  return (
    <svg
      className={`jp-Curriculum-ring${passed ? ' jp-mod-passed' : ''}`}
      viewBox="0 0 18 18"
      width="18"
      height="18"
      aria-hidden="true"
      focusable="false"
    >
      <circle className="jp-Curriculum-ringTrack" cx="9" cy="9" r={RADIUS} />
      {passed ? (
        <path className="jp-Curriculum-ringTick" d="M5.4 9.2l2.4 2.4 4.8-4.9" />
      ) : (
        share > 0 && (
          <circle
            className="jp-Curriculum-ringShare"
            cx="9"
            cy="9"
            r={RADIUS}
            strokeDasharray={`${share * ROUND} ${ROUND}`}
            transform="rotate(-90 9 9)"
          />
        )
      )}
    </svg>
  );
}
