const jestJupyterLab = require('@jupyterlab/testing/lib/jest-config');

const base = jestJupyterLab(__dirname);

/** Packages that come as ES modules, which jest cannot read as they are. */
const modules = [
  '@codemirror',
  '@jupyter',
  '@jupyterlab',
  '@lezer',
  '@lumino',
  '@marijn',
  '@microsoft',
  '@rjsf',
  'color',
  'exenv-es6',
  'lib0',
  'nanoid',
  'y-protocols',
  'yjs'
].join('|');

module.exports = {
  ...base,
  automock: false,
  reporters: ['default'],
  roots: ['<rootDir>/src'],
  setupFilesAfterEnv: ['@testing-library/jest-dom'],
  testRegex: 'src/__tests__/.*\\.spec\\.tsx?$',
  transform: {
    ...base.transform,
    '^.+\\.tsx?$': [
      'ts-jest',
      // The linter's type check covers the tests, too.
      { tsconfig: 'tsconfig.test.json' }
    ]
  },
  transformIgnorePatterns: [`/node_modules/(?!(${modules})/).+`]
};
