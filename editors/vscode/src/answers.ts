// What the server answers to commands, as documents that are shown and not kept.
import * as vscode from 'vscode';

export class Answers implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  async show(command: string, about: unknown, text: string): Promise<void> {
    const title = command === 'sms.why' ? `Why ${String(about)}` : 'Status';
    const uri = vscode.Uri.from({ scheme: 'sms-answer', path: `/${title}.md` });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
  }
}
