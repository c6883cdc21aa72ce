import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  {
    ignores: [
      'bin/',
      '.dependency-cruiser.cjs',
      'dist/',
      'out/',
      'node_modules/',
      'fixtures/kerio-store/',
      'coverage/',
    ],
  },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.test.json', './src/ui/page/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // Only the terminal layer, and the scripts a developer runs, may print.
    files: ['src/cli/**', 'scripts/**', 'bench/**', 'fixtures/*'],
    rules: { 'no-console': 'off' },
  },
  {
    // On Windows others hold files for a moment: what moves and removes them has to try again.
    files: ['src/**'],
    ignores: ['src/core/platform.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: ['node:fs', 'node:fs/promises'].map((name) => ({
            name,
            importNames: ['renameSync', 'rmSync', 'unlinkSync', 'rename', 'rm', 'unlink', 'default'],
            message: 'Use core/platform.ts.',
          })),
        },
      ],
    },
  },
  {
    // Nobody imports a default but from packages and configurations that have nothing else.
    files: ['src/**', 'test/**'],
    rules: {
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' }],
    },
  },
);
