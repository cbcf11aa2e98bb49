// Makes the dossier of the folder that is open, from what is saved, and opens it in a browser.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';

const run = promisify(execFile);

export async function openDossier(context: vscode.ExtensionContext, program: string): Promise<void> {
  const open = vscode.window.activeTextEditor?.document.uri;
  const folder = (open && vscode.workspace.getWorkspaceFolder(open)) ?? vscode.workspace.workspaceFolders?.[0];
  if (!folder) {
    void vscode.window.showErrorMessage('Open the folder of a model first.');
    return;
  }
  const into = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'dossier');
  await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(into, '..'));
  try {
    await run(program, ['build', folder.uri.fsPath, '--out', into.fsPath]);
  } catch (error) {
    const told = error as { code?: unknown; stderr?: string };
    // With findings it is made all the same, and says so itself.
    if (told.code !== 1) {
      void vscode.window.showErrorMessage(told.stderr?.trim() || `\`${program}\` could not be run.`);
      return;
    }
  }
  await vscode.env.openExternal(vscode.Uri.joinPath(into, 'dossier.html'));
}
