-- Turns what netchannel-sim says in the comments of a packet into fields, and marks the leaked bytes.
-- A post-dissector for Wireshark and tshark from 4.0 on; in Lua 5.2 as well as 5.4. The comments it reads:
--
--   leak: 12 bytes at 42..53 from frame 2 (tcp to alice), payload+12: "session=7f3a"
--   leak: 18 bytes at 42..59 from poison (freed object of Linux (SLUB)), in ethernet.padding: 6b6b
--   checksum: ipv4 0x3a1f, should be 0x3a1e: 2 stale bytes summed
--   verdict: discarded

local netchannel = Proto("netchannel", "netchannel-sim")

local verdict = ProtoField.string("netchannel.verdict", "Verdict", base.UNICODE, "What the receiver does with it")
local leaked = ProtoField.uint32("netchannel.leaked", "Leaked bytes", base.DEC, nil, nil, "Stale bytes in the frame")
local leak = ProtoField.string("netchannel.leak", "Leak", base.UNICODE, "A range of stale bytes")
local leak_bytes = ProtoField.bytes("netchannel.leak.bytes", "Bytes", base.NONE, "The stale bytes")
local quote = ProtoField.string("netchannel.quote", "What leaked", base.UNICODE, "The stale bytes in short")
local source = ProtoField.string("netchannel.source", "From", base.UNICODE, "The frame that the bytes were written for")
local checksum = ProtoField.string("netchannel.checksum", "Checksum", base.UNICODE, "A checksum that is wrong")

local dump = ProtoField.string("netchannel.dump", "Dump", base.UNICODE, "A row of bytes, the stale ones in brackets")

netchannel.fields = { verdict, leaked, leak, leak_bytes, quote, source, checksum, dump }

local leak_expert = ProtoExpert.new(
  "netchannel.leak.expert", "Stale bytes leave the guest", expert.group.SECURITY, expert.severity.ERROR)
local checksum_expert = ProtoExpert.new(
  "netchannel.checksum.expert", "Wrong checksum", expert.group.CHECKSUM, expert.severity.WARN)

netchannel.experts = { leak_expert, checksum_expert }

local frame_comment = Field.new("frame.comment")

-- Wireshark 4.4 and later give the lines of a comment, and the comment as a whole.
local function comments()
  local texts, seen = {}, {}
  for _, info in ipairs({ frame_comment() }) do
    local text = tostring(info.value)
    if not seen[text] then
      seen[text] = true
      texts[#texts + 1] = text
    end
  end
  return texts
end

-- What captures of anybody say may be anything: comments of which no packet can be right are left alone, and what
-- patterns would try again and again is looked for in one go.
local LARGEST_NUMBER = 0xffffffff

-- So that no packet fills the tree.
local MOST_LEAKS = 1000

local function number_of(digits)
  local number = #digits <= 10 and tonumber(digits) or nil
  return number and number <= LARGEST_NUMBER and number or nil
end

-- The quoted text that ends a comment, with what stands around it without a space: behind ": ", as in ': "session="'.
local function quoted_in(text)
  local backwards = text:reverse():find('"', 1, true)
  if not backwards then return nil end
  local last = #text + 1 - backwards
  if text:find("%s", last) then return nil end
  local colon = text:find(": ", 1, true)
  while colon do
    local start = colon + 2
    local space = text:find("%s", start) or #text + 1
    local first = text:sub(start, space - 1):find('"', 1, true)
    if first and start + first - 1 < last then return text:sub(start) end
    colon = text:find(": ", start, true)
  end
  return nil
end

-- Where old memory comes from that no frame is known to have had, as `inspect` tells it.
local function origin_kind(from)
  return from:match("^poison %b()") or from:match("^a secret %b()") or from:match("^the kernel %b()")
end

-- What a comment says of a range of stale bytes, nil if it is about something else.
local function parse_leak(text)
  local count, first, last, rest = text:match("^leak: ([%d,]+) bytes? at (%d+)%.%.(%d+)(.*)$")
  if not count then
    count, first, rest = text:match("^leak: ([%d,]+) bytes? at (%d+)(.*)$")
    last = first
  end
  if not count then return nil end
  count, first, last = number_of((count:gsub(",", ""))), number_of(first), number_of(last)
  if not (count and first and last) or last < first then return nil end
  local from = rest:match("^ from (.+)$")
  local origin = from and (from:match("^frame %d+ %b()") or from:match("^packet id %d+ %b()") or from:match("^a write never sent %b()") or origin_kind(from) or from:match("^[^,:]+"))
  local field = rest:match("%), [%w+ ]+, in ([%w_.]+)[,:]") or rest:match("%), in ([%w_.]+)[,:]")
  local quoted = quoted_in(rest) or rest:match(": ([^ :]+)$")
  if quoted and field then quoted = quoted .. " in " .. field end
  return {
    count = count, first = first, last = last,
    origin = origin, quoted = quoted, label = text:sub(#"leak: " + 1), text = text,
  }
end

-- The part of a range that was captured, or nil.
local function captured(tvb, first, last)
  local length = math.min(last + 1, tvb:len()) - first
  if length > 0 then return tvb(first, length) end
  return nil
end

local BYTES_PER_ROW = 16

-- So that a leak that goes on and on does not push everything else out of sight.
local MOST_ROWS = 12

-- Of each offset, how many ranges begin there, less those that have ended, of those that were captured.
local function edges_of(ranges, length)
  local edges = {}
  for _, range in ipairs(ranges) do
    if range.first < length then
      local after = math.min(range.last + 1, length)
      edges[range.first] = (edges[range.first] or 0) + 1
      edges[after] = (edges[after] or 0) - 1
    end
  end
  return edges
end

local function row_text(bytes, row, stale)
  local hex, characters, was_stale = {}, {}, false
  for offset = row, row + BYTES_PER_ROW do
    local is_stale = offset < row + BYTES_PER_ROW and stale[offset] or false
    hex[#hex + 1] = is_stale == was_stale and " " or is_stale and "[" or "]"
    was_stale = is_stale
    local inside = offset < row + BYTES_PER_ROW and offset < bytes:len()
    if inside then
      local byte = bytes:get_index(offset)
      hex[#hex + 1] = string.format("%02x", byte)
      characters[#characters + 1] = byte >= 0x20 and byte <= 0x7e and string.char(byte) or "."
    elseif offset < row + BYTES_PER_ROW then
      hex[#hex + 1] = "  "
    end
  end
  return string.format("%04x %s  %s", row, table.concat(hex), table.concat(characters))
end

-- Rows of bytes beside the protocols, not below them: nobody has to open anything to see what leaked.
local function add_dump(tree, tvb, ranges)
  local bytes, rows, hidden, depth = tvb:bytes(), 0, 0, 0
  local edges = edges_of(ranges, tvb:len())
  for row = 0, tvb:len() - 1, BYTES_PER_ROW do
    local stale, any = {}, false
    for offset = row, math.min(row + BYTES_PER_ROW, tvb:len()) - 1 do
      depth = depth + (edges[offset] or 0)
      if depth > 0 then stale[offset], any = true, true end
    end
    if any and rows < MOST_ROWS then
      rows = rows + 1
      local text = row_text(bytes, row, stale)
      tree:add(dump, tvb(row, math.min(BYTES_PER_ROW, tvb:len() - row)), text):set_text(text)
    elseif any then
      hidden = hidden + 1
    end
  end
  if hidden > 0 then
    local text = string.format("… %d more with stale bytes", hidden)
    tree:add(dump, text):set_text(text)
  end
end

-- What the comments of a packet say.
local function findings()
  local found = { total = 0, hidden = 0, leaks = {}, origins = {}, checksums = {} }
  for _, text in ipairs(comments()) do
    local one = parse_leak(text)
    if one then
      found.total = found.total + one.count
      if #found.leaks < MOST_LEAKS then
        found.leaks[#found.leaks + 1] = one
      else
        found.hidden = found.hidden + 1
      end
      if one.origin and one.origin ~= found.origins[#found.origins] then
        found.origins[#found.origins + 1] = one.origin
      end
    elseif text:sub(1, 9) == "verdict: " then
      found.verdict = text:sub(10)
    elseif text:sub(1, 10) == "checksum: " and #found.checksums < MOST_LEAKS then
      found.checksums[#found.checksums + 1] = text:sub(11)
    end
  end
  return found
end

local function summary(found)
  local parts = {}
  if found.total > 0 then
    local from = #found.origins == 1 and " from " .. found.origins[1] or ""
    parts[1] = string.format("%d [stale] byte%s%s", found.total, found.total == 1 and "" or "s", from)
  end
  parts[#parts + 1] = found.verdict
  return "netchannel-sim: " .. table.concat(parts, "; ")
end

local function add_leak(root, tvb, one)
  local range = captured(tvb, one.first, one.last)
  local item = range and root:add(leak, range, one.label) or root:add(leak, one.label)
  if range then item:add(leak_bytes, range) end
  item:add_proto_expert_info(leak_expert, one.text)
end

-- The leaks of a packet, the one with the longest text first: of a column one sees the beginning.
local function most_telling_first(leaks)
  local sorted = {}
  for i, one in ipairs(leaks) do
    local text = one.quoted and one.quoted:match('"(.*)"') or ""
    sorted[i] = { one = one, length = #text, place = i }
  end
  table.sort(sorted, function(a, b)
    if a.length ~= b.length then return a.length > b.length end
    return a.place < b.place
  end)
  return sorted
end

function netchannel.dissector(tvb, pinfo, tree)
  local found = findings()
  local leaks = found.leaks
  if #leaks == 0 and #found.checksums == 0 and not found.verdict then return end
  -- Who selects the line sees the bytes.
  local range = #leaks == 1 and captured(tvb, leaks[1].first, leaks[1].last)
  local root = range and tree:add(netchannel, range) or tree:add(netchannel)
  root:set_text(summary(found))
  for _, one in ipairs(leaks) do add_leak(root, tvb, one) end
  if found.hidden > 0 then root:add(leak, string.format("… %d more", found.hidden)) end
  for _, each in ipairs(most_telling_first(leaks)) do
    if each.one.quoted then root:add(quote, each.one.quoted) end
    if each.one.origin then root:add(source, each.one.origin) end
  end
  for _, text in ipairs(found.checksums) do
    root:add(checksum, text):add_proto_expert_info(checksum_expert, "checksum: " .. text)
  end
  if found.verdict then root:add(verdict, found.verdict) end
  if found.total > 0 then root:add(leaked, math.min(found.total, LARGEST_NUMBER)):set_generated() end
  if found.total > 0 and tree.visible then add_dump(tree, tvb, leaks) end
end

register_postdissector(netchannel)
