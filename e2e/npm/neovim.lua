-- Types a mistake into a file that is open in Neovim, and corrects it. What
-- vim.diagnostic has before and after is written to the file RESULT.
-- The client is what docs/editors.md says. Neovim has the functions that it calls
-- since 0.11; what they do for one buffer is done here for earlier versions.
if not vim.lsp.config then
  local servers = {}
  vim.lsp.config = function(name, config) servers[name] = config end
  vim.lsp.enable = function(name)
    local config = servers[name]
    assert(vim.tbl_contains(config.filetypes, "go") and vim.fn.filereadable(config.root_markers[2]) == 1)
    vim.lsp.buf_attach_client(0, vim.lsp.start_client({ cmd = config.cmd, root_dir = vim.fn.getcwd() }))
  end
end
vim.bo.filetype = "go"
dofile(os.getenv("EDITORS"))

local function found()
  return vim.tbl_map(function(d)
    return { rule = d.code, line = d.lnum, column = d.col, last = d.end_col, message = d.message, source = d.source }
  end, vim.diagnostic.get(0))
end

-- await waits until there are as many diagnostics.
local function await(count)
  vim.wait(300000, function() return #vim.diagnostic.get(0) == count end, 20)
  return found()
end

vim.wait(60000, function() return next((vim.lsp.get_clients or vim.lsp.get_active_clients)()) ~= nil end, 20)
local line, column
for i, text in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
  local start = text:find("metrics", 1, true)
  if start then line, column = i - 1, start - 1 end
end
vim.api.nvim_buf_set_text(0, line, column, line, column + #"metrics", { "metrcs" })
local typed = await(1)
vim.api.nvim_buf_set_text(0, line, column, line, column + #"metrcs", { "metrics" })
local corrected = await(0)

local out = io.open(os.getenv("RESULT"), "w")
out:write(vim.json.encode({ typed = typed, corrected = #corrected, wanted = { line, column } }))
out:close()
vim.cmd("qall!")
