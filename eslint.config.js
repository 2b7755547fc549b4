import js from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Imports point one way. `from` is what the folder may not import. */
const mayNotImport = (folder, ...from) => ({ target: `./src/${folder}`, from: from.map((name) => `./${name}`) });

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.stack/'] },
  js.configs.recommended,
  tseslint.configs.strict,
  {
    languageOptions: {
      globals: {
        performance: 'readonly',
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
      },
    },
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            mayNotImport(
              'money',
              'src/rules',
              'src/billing',
              'src/approvals',
              'src/odoo',
              'src/desk',
              'src/sandbox',
              'nodes',
            ),
            mayNotImport('rules', 'src/billing', 'src/approvals', 'src/odoo', 'src/desk', 'src/sandbox', 'nodes'),
            mayNotImport('approvals', 'src/odoo', 'src/desk', 'src/sandbox', 'nodes'),
            mayNotImport('billing', 'src/odoo', 'src/desk', 'src/sandbox', 'nodes'),
            mayNotImport('odoo', 'src/desk', 'src/sandbox', 'nodes'),
            mayNotImport('desk', 'src/sandbox', 'nodes'),
            mayNotImport('sandbox', 'src/desk', 'nodes'),
            mayNotImport('cli', 'src/sandbox', 'nodes'),
            ...['money', 'rules', 'billing', 'approvals', 'odoo', 'desk', 'sandbox'].map((folder) =>
              mayNotImport(folder, 'src/cli'),
            ),
            { target: './nodes', from: ['./src/sandbox', './src/desk', './src/cli', './test', './stack'] },
          ],
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  { files: ['nodes/**/*.ts', 'credentials/**/*.ts'], ...n8nCommunityNodesPlugin.configs.recommended },
);
