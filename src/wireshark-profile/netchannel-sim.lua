-- Turns what netchannel-sim says in the comments of a packet into fields, and marks the leaked bytes.
-- A post-dissector for Wireshark and tshark from 4.0 on; in Lua 5.2 as well as 5.4. The comments it reads:
--
--   leak: 12 bytes at 42..53 from frame 2 (tcp to alice), offset 42, in ethernet.payload: "session=7f3a"
--   checksum: ipv4 0x3a1f, should be 0x3a1e: 2 stale bytes summed
--   verdict: discarded

local netchannel = Proto("netchannel", "netchannel-sim")

local verdict = ProtoField.string("netchannel.verdict", "Verdict", base.UNICODE, "What the receiver does with it")
local leaked = ProtoField.uint32("netchannel.leaked", "Leaked bytes", base.DEC, nil, nil, "Stale bytes in the frame")
local leak = ProtoField.string("netchannel.leak", "Leak", base.UNICODE, "A range of stale bytes")
local leak_bytes = ProtoField.bytes("netchannel.leak.bytes", "Bytes", base.NONE, "The stale bytes")
local source = ProtoField.string("netchannel.source", "From", base.UNICODE, "The frame that the bytes were written for")
local checksum = ProtoField.string("netchannel.checksum", "Checksum", base.UNICODE, "A checksum that is wrong")

netchannel.fields = { verdict, leaked, leak, leak_bytes, source, checksum }

local leak_expert = ProtoExpert.new(
  "netchannel.leak.expert", "Stale bytes leave the guest", expert.group.SECURITY, expert.severity.WARN)
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

-- Returns the number of bytes, the offsets of the first and the last one, and where they come from, if that is known.
local function parse_leak(text)
  local count, first, last, rest = text:match("^leak: (%d+) bytes? at (%d+)%.%.(%d+)(.*)$")
  if not count then
    count, first, rest = text:match("^leak: (%d+) bytes? at (%d+)(.*)$")
    last = first
  end
  if not count then return nil end
  local from = rest:match("^ from (.+)$")
  local origin = from and (from:match("^frame %d+ %b()") or from:match("^a write never sent %b()") or from:match("^[^,:]+"))
  return tonumber(count), tonumber(first), tonumber(last), origin
end

-- The part of a range that was captured, or nil.
local function captured(tvb, first, last)
  local length = math.min(last + 1, tvb:len()) - first
  if length > 0 then return tvb(first, length) end
  return nil
end

function netchannel.dissector(tvb, pinfo, tree)
  local root
  local function add(...)
    root = root or tree:add(netchannel)
    return root:add(...)
  end

  local total = 0
  for _, text in ipairs(comments()) do
    local count, first, last, origin = parse_leak(text)
    if count then
      total = total + count
      local range = captured(tvb, first, last)
      local label = text:sub(#"leak: " + 1)
      local item = range and add(leak, range, label) or add(leak, label)
      if range then item:add(leak_bytes, range) end
      if origin then item:add(source, origin) end
      item:add_proto_expert_info(leak_expert, text)
    elseif text:sub(1, 9) == "verdict: " then
      add(verdict, text:sub(10))
    elseif text:sub(1, 10) == "checksum: " then
      add(checksum, text:sub(11)):add_proto_expert_info(checksum_expert, text)
    end
  end
  if total > 0 then add(leaked, total):set_generated() end
end

register_postdissector(netchannel)
