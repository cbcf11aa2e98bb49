// Starts the language server for the folders that are open, and shows what it answers to commands.
import * as vscode from 'vscode';
import { LanguageClient, LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';
import { Answers } from './answers';
import { openDossier } from './dossier';

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const answers = new Answers();
  client = new LanguageClient('sms', 'SMS', server(), options(answers));
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider('sms-answer', answers),
    vscode.workspace.registerTextDocumentContentProvider('sms-library', { provideTextDocumentContent: libraryText }),
    vscode.commands.registerCommand('sms.check', () => vscode.commands.executeCommand('workbench.actions.view.problems')),
    vscode.commands.registerCommand('sms.whyNot', whyNot),
    vscode.commands.registerCommand('sms.dossier', () => openDossier(context, program())),
  );
  await client.start();
}

export function deactivate(): Promise<void> | undefined {
  return client?.stop();
}

function program(): string {
  return vscode.workspace.getConfiguration('sms').get('path', 'sms');
}

function server(): ServerOptions {
  return { command: program(), args: ['lsp'] };
}

function options(answers: Answers): LanguageClientOptions {
  const settings = vscode.workspace.getConfiguration('sms');
  return {
    documentSelector: [{ scheme: 'file', language: 'sms' }, { scheme: 'sms-library', language: 'sms' }],
    initializationOptions: {
      libraryDocuments: true,
      lenses: settings.get('lenses'),
      hints: settings.get('hints'),
      patience: settings.get('patience'),
    },
    synchronize: { configurationSection: 'sms' },
    middleware: {
      // The server answers its commands with a text: `sms.why`, which stands above processes, and `sms.status`.
      executeCommand: async (command, args, next) => {
        const text: unknown = await next(command, args);
        if (typeof text === 'string') {
          await answers.show(command, args[0], text);
        }
        return text;
      },
    },
  };
}

// The files of the library are part of the program; they are shown, and cannot be changed.
async function libraryText(uri: vscode.Uri): Promise<string | undefined> {
  const answer = await client?.sendRequest<{ text: string } | null>('workspace/textDocumentContent', { uri: uri.toString() });
  return answer?.text;
}

// Asks about what stands at the cursor, or else about a number that is typed in.
async function whyNot(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const word = editor?.document.getWordRangeAtPosition(editor.selection.active, /[\p{L}\p{N}_][\p{L}\p{N}_.]*/u);
  const name = editor && word ? editor.document.getText(word) : undefined;
  const asked = name ?? (await vscode.window.showInputBox({ prompt: 'A clause, a requirement or anything else of the model, by its path' }));
  if (asked) {
    await vscode.commands.executeCommand('sms.why', asked);
  }
}
