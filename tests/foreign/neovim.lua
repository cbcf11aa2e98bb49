-- What a user does in Neovim with examples/pitfalls, driven through its own client: nvim --headless -n -u NONE -i NONE -c 'luafile neovim.lua'
-- SMS is the program, MODEL a copy of the example that may be changed. Ends with 0 where all is as expected.
local function need(ok, message) if not ok then error(message, 0) end return ok end
local function wait(what, condition) need(vim.wait(20000, condition, 20), 'timed out: ' .. what) end
vim.notify = function(message, level) if level == vim.log.levels.ERROR then error('notify: ' .. message, 0) end end

local function run()
  local model = vim.env.MODEL
  vim.o.hidden = true
  vim.cmd('edit ' .. vim.fn.fnameescape(model .. '/processes.sms'))
  vim.bo.filetype = 'sms'
  local buffer = vim.api.nvim_get_current_buf()
  local id = need(vim.lsp.start_client({ name = 'sms', cmd = { vim.env.SMS, 'lsp', '--as-of', '2026-11-21' }, root_dir = model }), 'no client')
  vim.api.nvim_create_autocmd('BufReadPost', { pattern = '*.sms', callback = function(event)
    vim.bo[event.buf].filetype = 'sms'
    vim.lsp.buf_attach_client(event.buf, id)
  end })
  need(vim.lsp.buf_attach_client(buffer, id), 'not attached')
  local function line(number) return vim.api.nvim_buf_get_lines(0, number, number + 1, true)[1] end
  local function told(code)
    return vim.tbl_filter(function(told) return told.code == code end, vim.diagnostic.get(vim.api.nvim_get_current_buf()))
  end
  local function to(text) need(vim.fn.search(text, 'cw') > 0, 'no `' .. text .. '`') end

  -- What is wrong is underlined where it stands; the whole folder is one model.
  wait('diagnostics', function() return #told('E0203') == 2 end)
  local unknown = told('E0203')[1]
  need(line(unknown.lnum):sub(unknown.col + 1, unknown.end_col) == 'chnage_manager', 'the wrong words are underlined')
  need(#vim.diagnostic.get(nil) > 10, 'nothing is told of other files')

  -- A line with letters that take several units, so that a wrong count of columns shows.
  vim.api.nvim_buf_set_lines(0, 0, 0, true, { 'role umlaut "Ümläut 😀 日本" { reports_to: chnage_manager }' })
  wait('what the new line brings', function() return #told('E0203') == 3 end)
  local first = told('E0203')[1]
  need(line(0):sub(first.col + 1, first.end_col) == 'chnage_manager', 'columns are off behind an emoji')

  -- The code action, by the menu. This client sends byte columns back; the edit is right all the same.
  vim.ui.select = function(items, _, choose) choose(items[1], 1) end
  vim.api.nvim_win_set_cursor(0, { 1, first.col })
  vim.lsp.buf.code_action()
  wait('the first edit', function() return line(0) == 'role umlaut "Ümläut 😀 日本" { reports_to: change_manager }' end)
  wait('diagnostics to follow', function() return #told('E0203') == 2 end)
  to('chnage_manager')
  vim.lsp.buf.code_action()
  wait('the second edit', function() return vim.fn.search('chnage_manager', 'nw') == 0 end)

  -- Completion and hover.
  to('reports_to: change')
  local answer = vim.lsp.buf_request_sync(0, 'textDocument/hover', (function()
    vim.fn.search('change_manager', 'c'); return vim.lsp.util.make_position_params()
  end)(), 20000)
  need(vim.inspect(answer):find('role %*%*change_manager%*%*'), 'hover: ' .. vim.inspect(answer))

  -- A jump to another file, and a rename there that reaches all files.
  vim.lsp.buf.definition()
  wait('the jump', function() return vim.api.nvim_buf_get_name(0):match('people%.sms$') ~= nil end)
  need(line(vim.api.nvim_win_get_cursor(0)[1] - 1):match('^role change_manager'), 'the jump leads elsewhere')
  wait('the document that is open now', function() return vim.lsp.buf_is_attached(0, id) end)
  vim.lsp.buf.rename('change_lead')
  wait('the rename', function() return line(vim.api.nvim_win_get_cursor(0)[1] - 1):match('^role change_lead') ~= nil end)
  vim.cmd('silent wall')

  -- The style.
  vim.lsp.buf.formatting_sync(nil, 20000)
  vim.cmd('silent wall')

  -- What was mended is told no more, also after the file is closed.
  wait('the end of it', function()
    return #vim.tbl_filter(function(one) return one.message:find('chnage_manager') end, vim.diagnostic.get(nil)) == 0
  end)
  vim.lsp.stop_client(id)
  wait('the server to end', function() return vim.lsp.client_is_stopped(id) end)
end

local ok, told = pcall(run)
if not ok then io.stderr:write('Neovim: ' .. tostring(told) .. '\n'); vim.cmd('cquit 1') end
vim.cmd('qall!')
