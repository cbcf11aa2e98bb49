// Starts the language server for the folders that are open.
const { workspace } = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

function activate() {
  const command = workspace.getConfiguration('sms').get('path', 'sms');
  const server = { command, args: ['lsp'] };
  client = new LanguageClient('sms', 'sms', server, { documentSelector: [{ scheme: 'file', language: 'sms' }] });
  return client.start();
}

function deactivate() {
  return client && client.stop();
}

module.exports = { activate, deactivate };
