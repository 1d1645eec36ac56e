
-- The reader of the tables above: QMUX frames, their TLVs, and what is in them.
-- It names fields and values as attache does, and reads no byte of which it has
-- not looked whether it is there.
local qmi = Proto("qmi", "QMI")
local in_mbim = Proto("qmi_in_mbim", "QMI in MBIM")

local KINDS = {[0] = "request", [1] = "response", [2] = "indication"}
local WIDTHS = {
	u8 = 1, u16 = 2, u32 = 4, u48 = 6, u64 = 8, i8 = 1, i16 = 2, i32 = 4,
	f32 = 4, f64 = 8, ipv4 = 4, ipv6 = 16,
}
local MAKERS = {
	u8 = ProtoField.uint8, u16 = ProtoField.uint16,
	u32 = ProtoField.uint32, u48 = ProtoField.uint64,
	u64 = ProtoField.uint64, i8 = ProtoField.int8, i16 = ProtoField.int16,
	i32 = ProtoField.int32, f32 = ProtoField.float,
	f64 = ProtoField.double, ipv4 = ProtoField.ipv4,
	ipv6 = ProtoField.ipv6, bytes = ProtoField.bytes,
	data = ProtoField.bytes, text = ProtoField.string,
}

-- ------------------------------------------------------------ names

local service_names, error_names = {}, enums["protocol_error"]
for number, s in pairs(services) do
	service_names[number] = s.name
end

local f = {
	len = ProtoField.uint16("qmi.len", "Length"),
	sender = ProtoField.uint8("qmi.sender", "Sender", base.HEX,
		{[0] = "host", [0x80] = "modem"}),
	service = ProtoField.uint8("qmi.service", "Service", base.DEC,
		service_names),
	client = ProtoField.uint8("qmi.client", "Client"),
	flags = ProtoField.uint8("qmi.flags", "Flags", base.HEX),
	kind = ProtoField.string("qmi.kind", "Kind"),
	transaction = ProtoField.uint16("qmi.transaction", "Transaction"),
	message = ProtoField.uint16("qmi.message", "Message", base.HEX),
	name = ProtoField.string("qmi.name", "Name"),
	tlv_len = ProtoField.uint16("qmi.tlv_len", "Length of TLVs"),
	tlv_type = ProtoField.uint8("qmi.tlv.type", "Type", base.HEX),
	tlv_length = ProtoField.uint16("qmi.tlv.len", "Length"),
	other = ProtoField.bytes("qmi.tlv.value", "Value"),
	behind = ProtoField.bytes("qmi.tlv.behind", "Behind it"),
	error = ProtoField.uint16("qmi.error", "Error", base.DEC, error_names),
}
local misfit = ProtoExpert.new("qmi.misfit", "The value does not fit its TLV",
	expert.group.MALFORMED, expert.severity.NOTE)

-- A field of Wireshark for each member of a layout that is a value, under
-- "qmi.LAYOUT.MEMBER"; it is kept in the member.
local all = {}
for _, field in pairs(f) do
	all[#all + 1] = field
end

-- Values are unsigned in the spec: 255 is -1 of eight bits.
local function signed(names, width)
	local all, half = {}, 2 ^ (8 * width - 1)

	for value, name in pairs(names) do
		all[value < half and value or value - 2 * half] = name
	end
	return all
end

local function make(layout, member)
	local kind = member.of or member[2]
	local abbrev = "qmi." .. layout .. "." .. member[1]
	local names = member.enum and enums[member.enum]
	local maker = MAKERS[kind]

	if not maker then
		return -- structs
	elseif names and names.flags then
		member.field = maker(abbrev, member[1],
			kind:sub(1, 1) == "i" and base.DEC or base.HEX)
	elseif names then
		member.field = maker(abbrev, member[1], base.DEC,
			kind:sub(1, 1) == "i" and signed(names, WIDTHS[kind])
				or names)
	else
		member.field = maker(abbrev, member[1])
	end
	all[#all + 1] = member.field
end

for layout, members in pairs(layouts) do
	for _, member in pairs(members) do
		make(layout, member)
	end
end
qmi.fields = all
qmi.experts = {misfit}
qmi.prefs.vendor = Pref.uint("USB vendor", 0,
	"Whose messages are meant where makers use the same number; 0: any")

-- ----------------------------------------------------------- values

-- Has v all bits of mask?
local function has(v, mask)
	local bit = 1

	while bit <= mask do
		if mask / bit % 2 >= 1 and v / bit % 2 < 1 then
			return false
		end
		bit = 2 * bit
	end
	return true
end

-- "a|b|0x40": names as long as there are bits that have none yet.
local function flag_names(names, low, high)
	local words = {}
	local none = low == 0 and high == 0

	for _, value in ipairs(names) do
		local l, h, name = value[1], value[2], value[3]

		if none and l == 0 and h == 0 then
			return name
		elseif (l > 0 or h > 0) and has(low, l) and has(high, h) then
			words[#words + 1] = name
			low, high = low - l, high - h
		end
	end
	if high > 0 then
		words[#words + 1] = string.format("0x%x%08x", high, low)
	elseif low > 0 then
		words[#words + 1] = string.format("0x%x", low)
	elseif none then
		words[1] = "0"
	end
	return table.concat(words, "|")
end

local function flags_of(names, range)
	local n = range:len()

	if n <= 4 then
		return flag_names(names, range:le_uint(), 0)
	end
	local v = range:le_uint64()
	return flag_names(names, v:lower(), v:higher())
end

-- A number, or its name, for a list in one line.
local function word_of(member, kind, range)
	local names = member.enum and enums[member.enum]
	local v

	if kind == "text" then -- behind its count
		return range:len() > 1 and range(1):string() or ""
	elseif kind == "f32" or kind == "f64" then
		return string.format("%g", range:le_float())
	elseif kind == "u48" or kind == "u64" then
		return tostring(range:le_uint64())
	end
	v = kind:sub(1, 1) == "i" and range:le_int() or range:le_uint()
	return names and names[range:le_uint()] or tostring(v)
end

-- ------------------------------------------------------------ walks

-- All of them take the member at `at`, which may go to `stop`, and give the
-- place behind it; nil: it does not fit. Without a tree they only look.

local function count_of(tvb, at, stop, width)
	if at + width > stop then
		return nil
	end
	return tvb(at, width):le_uint(), at + width
end

local walk

local function walk_struct(layout, tvb, at, stop, tree)
	for _, member in ipairs(layouts[layout]) do
		at = walk(member, tvb, at, stop, tree)
		if not at then
			return nil
		end
	end
	return at
end

local function walk_fixed(member, kind, width, tvb, at, stop, tree)
	if at + width > stop then
		return nil
	end
	if tree then
		local names = member.enum and enums[member.enum]
		local item = tree:add_le(member.field, tvb(at, width))

		if names and names.flags then
			item:append_text(" ("
				.. flags_of(names, tvb(at, width)) .. ")")
		end
	end
	return at + width
end

-- Bytes or text: counted, of a size, or to the end.
local function walk_bytes(member, prefix, tvb, at, stop, tree)
	local n = member.size

	if prefix then
		n, at = count_of(tvb, at, stop, prefix)
	elseif not n or member.of then
		n = stop - at
	end
	if not n or at + n > stop then
		return nil
	end
	if tree and n > 0 then
		tree:add(member.field, tvb(at, n))
	elseif tree then -- nothing: the byte before says so
		tree:add(tvb(at - 1, 1), member[1] .. ": ")
	end
	return at + n
end

local function walk_element(member, i, tvb, at, stop, tree)
	local kind = member.of

	if kind == "text" then
		return walk_bytes(member, 1, tvb, at, stop, tree)
	elseif kind then
		return walk_fixed(member, kind, WIDTHS[kind], tvb, at, stop,
			tree)
	end
	local sub = tree and tree:add(tvb(at, stop - at),
		string.format("%s[%d]", member[1], i))
	local behind = walk_struct(member.struct, tvb, at, stop, sub)

	if sub and behind then
		sub:set_len(behind - at)
	end
	return behind
end

local function walk_list(member, tvb, at, stop, tree)
	local start, n, words = at, member.size, {}
	local kind = member.of

	if member.prefix then
		n, at = count_of(tvb, at, stop, member.prefix)
	end
	if not n or n > stop - at then
		return nil
	end
	local sub = tree
	if tree and kind then
		sub = tree:add(tvb(start, stop - start), member[1])
	end
	for i = 0, n - 1 do
		local behind = walk_element(member, i, tvb, at, stop, sub)

		if not behind then
			return nil
		end
		if tree and kind then
			words[#words + 1] = word_of(member, kind,
				tvb(at, behind - at))
		end
		at = behind
	end
	if tree and kind then
		sub:set_len(at - start)
		sub:append_text(": [" .. table.concat(words, ", ") .. "]")
	elseif tree and n == 0 then
		tree:add(tvb(start, at - start), member[1] .. ": []")
	end
	return at
end

function walk(member, tvb, at, stop, tree)
	local kind = member[2]
	local width = WIDTHS[kind]

	if width then
		return walk_fixed(member, kind, width, tvb, at, stop, tree)
	elseif kind == "bytes" then
		return walk_bytes(member, nil, tvb, at, stop, tree)
	elseif kind == "text" or kind == "data" then
		return walk_bytes(member, member.prefix, tvb, at, stop, tree)
	elseif kind == "list" then
		return walk_list(member, tvb, at, stop, tree)
	end
	local sub = tree and tree:add(tvb(at, stop - at), member[1])
	local behind = walk_struct(member.struct, tvb, at, stop, sub)

	if sub and behind then
		sub:set_len(behind - at)
	end
	return behind
end

-- ---------------------------------------------------------- messages

-- How well a message suits: its kind counts more than its maker.
local function fit(m, kind)
	local vendor = qmi.prefs.vendor
	local is = kind == "indication" and m.indication or
		kind ~= "indication" and m.request

	return (is and 4 or 0) + (not m.vendor and 1 or 0) +
		(m.vendor and m.vendor == vendor and 2 or 0)
end

-- How many of the TLVs it knows.
local function known(m, kind, tvb, at, stop)
	local layout, n = layouts[m[kind]] or {}, 0

	while at + 3 <= stop do
		n = n + (layout[tvb(at, 1):uint()] and 1 or 0)
		at = at + 3 + tvb(at + 1, 2):le_uint()
	end
	return n
end

-- Of messages that share a number, each of another maker, the one that knows
-- most of the TLVs between at and stop.
local function find_message(service, number, kind, tvb, at, stop)
	local best, best_fit, best_known

	for _, m in ipairs(services[service] or {}) do
		local n = m[1] == number and fit(m, kind)

		if n and (not best or n >= best_fit) then
			local more = known(m, kind, tvb, at, stop)

			if not best or n > best_fit or more > best_known then
				best, best_fit, best_known = m, n, more
			end
		end
	end
	return best
end

local function put_tlv(member, tvb, at, len, tree)
	local kind, value, stop = tvb(at, 1):uint(), at + 3, at + 3 + len
	local fits = member and walk(member, tvb, value, stop, nil)
	local sub = tree:add(tvb(at, 3 + len), string.format("TLV 0x%02x%s",
		kind, member and " " .. member[1] or ""))

	sub:add(f.tlv_type, tvb(at, 1))
	sub:add_le(f.tlv_length, tvb(at + 1, 2))
	if not fits then
		if len > 0 then
			sub:add(f.other, tvb(value, len))
		end
		if member then
			sub:add_proto_expert_info(misfit)
		end
		return
	end
	if member[2] == "struct" then -- it has the name of its TLV
		walk_struct(member.struct, tvb, value, stop, sub)
	else
		walk(member, tvb, value, stop, sub)
	end
	if fits < stop then
		sub:add(f.behind, tvb(fits, stop - fits))
	end
end

-- A type that is there again is no field any more: the first counts.
local function put_tlvs(layout, tvb, at, stop, tree)
	local seen = {}

	while at + 3 <= stop do
		local kind, len = tvb(at, 1):uint(), tvb(at + 1, 2):le_uint()

		put_tlv(not seen[kind] and layout[kind] or nil, tvb, at, len,
			tree)
		if layout[kind] and walk(layout[kind], tvb, at + 3,
				at + 3 + len, nil) then
			seen[kind] = true
		end
		at = at + 3 + len
	end
end

-- The number of the error, if the response is of a failure.
local function error_of(tvb, at, stop)
	while at + 3 <= stop do
		local len = tvb(at + 1, 2):le_uint()

		if tvb(at, 1):uint() == 2 and len >= 4 then
			return tvb(at + 3, 2):le_uint() ~= 0 and at + 5 or nil
		end
		at = at + 3 + len
	end
	return nil
end

-- ------------------------------------------------------------ frames

local function head_len(tvb, at)
	return tvb(at + 4, 1):uint() == 0 and 12 or 13
end

local function kind_of(tvb, at)
	local flags = tvb(at + 6, 1):uint()

	if tvb(at + 4, 1):uint() ~= 0 then
		flags = math.floor(flags / 2)
	end
	return KINDS[flags]
end

local function are_tlvs(tvb, at, stop)
	while at + 3 <= stop do
		at = at + 3 + tvb(at + 1, 2):le_uint()
	end
	return at == stop
end

-- The length of the frame at `at`; nil: there is none, or not all of it.
local function frame_len(tvb, at)
	local left = tvb:reported_length_remaining(at)

	if tvb:captured_len() < tvb:len() or left < 12 or
			tvb(at, 1):uint() ~= 1 then
		return nil
	end
	local len, sender = tvb(at + 1, 2):le_uint() + 1, tvb(at + 3, 1):uint()
	local head = head_len(tvb, at)

	if len > left or len < head or (sender ~= 0 and sender ~= 0x80) or
			not kind_of(tvb, at) or
			tvb(at + head - 2, 2):le_uint() ~= len - head or
			not are_tlvs(tvb, at + head, at + len) then
		return nil
	end
	return len
end

-- True if frames fill what there is from `at` on.
local function are_frames(tvb, at)
	local stop = tvb:len()

	while at < stop do
		local len = frame_len(tvb, at)

		if not len then
			return false
		end
		at = at + len
	end
	return at == stop
end

local function put_head(tvb, at, kind, m, tree)
	local head = head_len(tvb, at)
	local wide = head == 13 and 2 or 1
	local name = tree:add(f.name, m and m[2] or "")

	name:set_generated()
	tree:add_le(f.len, tvb(at + 1, 2))
	tree:add(f.sender, tvb(at + 3, 1))
	tree:add(f.service, tvb(at + 4, 1))
	tree:add(f.client, tvb(at + 5, 1))
	tree:add(f.flags, tvb(at + 6, 1)):append_text(" (" .. kind .. ")")
	tree:add(f.kind, tvb(at + 6, 1), kind)
	tree:add_le(f.transaction, tvb(at + 7, wide))
	tree:add_le(f.message, tvb(at + 7 + wide, 2))
	tree:add_le(f.tlv_len, tvb(at + 9 + wide, 2))
end

-- "response 3 nas.get_serving_system client 2 error internal"
local function title_of(tvb, at, kind, m, bad)
	local wide = head_len(tvb, at) == 13 and 2 or 1
	local service = tvb(at + 4, 1):uint()
	local title = string.format("%s %d %s.%s client %d", kind,
		tvb(at + 7, wide):le_uint(),
		service_names[service] or tostring(service),
		m and m[2] or string.format("0x%04x",
			tvb(at + 7 + wide, 2):le_uint()),
		tvb(at + 5, 1):uint())
	if bad then
		local number = tvb(bad, 2):le_uint()

		title = title .. " error " ..
			(error_names[number] or tostring(number))
	end
	return title
end

local function put_frame(tvb, at, len, tree)
	local head, kind = head_len(tvb, at), kind_of(tvb, at)
	local m = find_message(tvb(at + 4, 1):uint(),
		tvb(at + head - 4, 2):le_uint(), kind, tvb, at + head, at + len)
	local bad = kind == "response" and
		error_of(tvb, at + head, at + len) or nil
	local title = title_of(tvb, at, kind, m, bad)
	local sub = tree:add(qmi, tvb(at, len), "QMI, " .. title)
	local layout = m and m[kind]

	put_head(tvb, at, kind, m, sub)
	if bad then
		sub:add_le(f.error, tvb(bad, 2)):set_generated()
	end
	put_tlvs(type(layout) == "string" and layouts[layout] or {}, tvb,
		at + head, at + len, sub)
	return title
end

-- Show the frames from `at` on; how many bytes they are.
local function put_frames(tvb, at, pinfo, tree)
	local start, titles = at, {}

	while at < tvb:len() do
		local len = frame_len(tvb, at)

		if not len then
			break
		end
		titles[#titles + 1] = put_frame(tvb, at, len, tree)
		at = at + len
	end
	if #titles > 0 then
		pinfo.cols.protocol = "QMI"
		pinfo.cols.info = table.concat(titles, ", ")
	end
	return at - start
end

function qmi.dissector(tvb, pinfo, tree)
	return put_frames(tvb, 0, pinfo, tree)
end

-- ------------------------------------------------------ where it is

DissectorTable.get("wtap_encap"):add(wtap.USER0, qmi)

-- Control transfers that carry encapsulated commands: what is sent stands
-- behind the last seven bytes of the setup packet, what was got alone. No
-- descriptor need be in the capture, so it is the content that tells.
local function dissect_control(tvb, pinfo, tree)
	if tvb:captured_len() < tvb:len() then
		return false
	elseif tvb:len() >= 7 + 12 and tvb(0, 1):uint() == 0 and
			are_frames(tvb, 7) then
		tree:add(tvb(0, 7), "SEND_ENCAPSULATED_COMMAND")
		return put_frames(tvb, 7, pinfo, tree) > 0
	elseif tvb:len() >= 12 and are_frames(tvb, 0) then
		return put_frames(tvb, 0, pinfo, tree) > 0
	end
	return false
end

qmi:register_heuristic("usb.control", dissect_control)

-- Wireshark's MBIM shows a message of its service qmi as bytes.
local information = Field.new("mbim.control.qmi.buffer")

function in_mbim.dissector(tvb, pinfo, tree)
	for _, bytes in ipairs({information()}) do
		local inner = bytes.range:tvb()

		if inner:len() >= 12 and are_frames(inner, 0) then
			local before = tostring(pinfo.cols.info)

			put_frames(inner, 0, pinfo, tree)
			pinfo.cols.protocol = "MBIM"
			pinfo.cols.info = before .. ": " ..
				tostring(pinfo.cols.info)
		end
	end
end

register_postdissector(in_mbim)
