-- Types a mistake into a file that is open in Neovim, and corrects it. What
-- vim.diagnostic has before and after is written to the file RESULT.
if vim.lsp.config then -- 0.11, with what docs/editors.md says
  dofile(os.getenv("EDITORS"))
else -- the same for earlier versions
  local client = vim.lsp.start_client({
    cmd = { "hhgen", "lsp" },
    root_dir = vim.fn.getcwd(),
    handlers = {},
  })
  vim.lsp.buf_attach_client(0, client)
end

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

vim.wait(60000, function() return next(vim.lsp.buf_get_clients(0)) ~= nil end, 20)
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
