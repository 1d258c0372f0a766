-- Exercises the interpreter from all sides and checks itself. What it prints
-- depends neither on addresses, nor on the order of `pairs`, nor on the seed
-- of the string hash.

local function check(what, got, expected)
  if got ~= expected then
    error(what .. ": got " .. tostring(got) .. ", expected " .. tostring(expected), 2)
  end
end

local function section(name, body)
  local sum = body()
  print(string.format("%-12s %s", name, tostring(sum)))
end

-- A hash of a string, to make one line of much text (FNV-1a).
local function digest(text)
  local h = 0x811c9dc5
  for i = 1, #text do
    h = ((h ~ text:byte(i)) * 0x01000193) & 0xffffffff
  end
  return string.format("%08x", h)
end

-- A generator of our own: the same numbers everywhere.
local seed = 42
local function random(n)
  seed = (seed * 6364136223846793005 + 1442695040888963407)
  return ((seed >> 33) % n) + 1
end

local function closures()
  local function counter(step)
    local n = 0
    return function() n = n + step; return n end, function() return n end
  end
  local add, peek = {}, {}
  for i = 1, 20 do add[i], peek[i] = counter(i) end
  for round = 1, 50 do
    for i = 1, 20 do add[i]() end
  end
  local sum = 0
  for i = 1, 20 do sum = sum + peek[i](); check("closure", peek[i](), 50 * i) end
  -- a fresh upvalue in every round, shared by two closures
  local set, get = {}, {}
  for i = 1, 10 do
    local shared = i
    set[i] = function(v) shared = v end
    get[i] = function() return shared end
  end
  for i = 1, 10 do set[i](i * i) end
  for i = 1, 10 do sum = sum + get[i]() end
  return sum
end

local function coroutines()
  local function walk(t)
    if type(t) == "table" then
      for _, v in ipairs(t) do walk(v) end
    else
      coroutine.yield(t)
    end
  end
  local function leaves(t) return coroutine.wrap(function() walk(t) end) end
  local tree = {1, {2, {3, 4}, 5}, {{6}, {{7, 8}}, 9}, 10}
  local sum = 0
  for i = 1, 20 do
    local expected = 1
    for leaf in leaves(tree) do
      check("leaf", leaf, expected)
      expected = expected + 1
      sum = sum + leaf * i
    end
    check("leaves", expected, 11)
  end
  -- a sieve: a chain of generators, each suspended in the one before
  local function numbers(n)
    return coroutine.wrap(function() for i = 2, n do coroutine.yield(i) end end)
  end
  local function without(p, source)
    return coroutine.wrap(function()
      for n in source do if n % p ~= 0 then coroutine.yield(n) end end
    end)
  end
  local source, primes = numbers(150), {}
  while true do
    local p = source()
    if p == nil then break end
    primes[#primes + 1] = p
    source = without(p, source)
  end
  check("primes", #primes, 35)
  -- errors inside, values both ways, closing
  local co = coroutine.create(function(a, b)
    local c = coroutine.yield(a + b)
    local ok, message = pcall(function() coroutine.yield(c * 2); error({code = 7}) end)
    check("yield across pcall", ok, false)
    coroutine.yield(message.code)
    error("ends badly", 0)
  end)
  local _, v = coroutine.resume(co, 3, 4); sum = sum + v
  _, v = coroutine.resume(co, 10); sum = sum + v
  _, v = coroutine.resume(co); sum = sum + v
  local ok, why = coroutine.resume(co)
  check("dead", coroutine.status(co), "dead")
  check("why", why, "ends badly")
  local closed = 0
  local waiting = coroutine.create(function()
    local guard <close> = setmetatable({}, {__close = function() closed = closed + 1 end})
    coroutine.yield()
  end)
  coroutine.resume(waiting)
  check("close", coroutine.close(waiting), true)
  check("closed", closed, 1)
  return sum .. " " .. table.concat(primes, ",", 30)
end

local function metatables()
  local V = {}
  V.__index = V
  local function vec(x, y) return setmetatable({x = x, y = y}, V) end
  V.__add = function(a, b) return vec(a.x + b.x, a.y + b.y) end
  V.__sub = function(a, b) return vec(a.x - b.x, a.y - b.y) end
  V.__mul = function(a, b)
    if type(a) == "number" then return vec(a * b.x, a * b.y) end
    if type(b) == "number" then return vec(a.x * b, a.y * b) end
    return a.x * b.x + a.y * b.y
  end
  V.__unm = function(a) return vec(-a.x, -a.y) end
  V.__eq = function(a, b) return a.x == b.x and a.y == b.y end
  V.__lt = function(a, b) return a.x < b.x or a.x == b.x and a.y < b.y end
  V.__le = function(a, b) return not (b < a) end
  V.__len = function() return 2 end
  V.__call = function(self, k) return self[k] end
  V.__concat = function(a, b) return tostring(a) .. "|" .. tostring(b) end
  V.__tostring = function(a) return "(" .. a.x .. ", " .. a.y .. ")" end
  function V:norm() return self * self end
  local sum = vec(0, 0)
  for i = 1, 100 do
    sum = sum + (2 * vec(i, -i) - vec(i, i)) * 1
    check("order", vec(i, 0) < vec(i + 1, 0), true)
    check("order or equal", vec(i, 1) <= vec(i, 1), true)
  end
  check("eq", sum == vec(5050, -15150), true)
  check("call", sum("x"), 5050)
  -- defaults, a chain of __index, a log of __newindex
  local log = {}
  local base = setmetatable({}, {__index = function(_, k) return "?" .. k end})
  local middle = setmetatable({known = 1}, {__index = base})
  local top = setmetatable({}, {__index = middle,
    __newindex = function(t, k, v) log[#log + 1] = k; rawset(t, k, v) end})
  for i = 1, 50 do
    top["k" .. i] = i
    check("index", top["k" .. i], i)
    check("missing", top["m" .. i], "?m" .. i)
  end
  check("log", #log, 50)
  check("inherited", top.known, 1)
  return (sum .. -sum) .. " " .. vec(3, 4):norm() .. " " .. #sum
end

local function text()
  local parts = {}
  for i = 1, 300 do parts[#parts + 1] = string.format("%d:%s:%5.2f;", i, ("x"):rep(i % 7), i / 8) end
  local all = table.concat(parts)
  local s = ""
  for i = 1, 200 do s = s .. i .. "," end
  check("length", #s, 692)
  local count, sum = 0, 0
  for a, b in all:gmatch("(%d+):(x*):") do
    count = count + 1
    sum = sum + tonumber(a) + #b
  end
  check("matches", count, 300)
  local swapped = ("one two  three four"):gsub("(%w+)(%s+)(%w+)", "%3%2%1")
  check("gsub", swapped, "two one  four three")
  check("gsub function", (("abc"):gsub("%w", function(c) return c:byte() .. " " end)), "97 98 99 ")
  check("gsub table", (("$a $b $c"):gsub("%$(%w)", {a = "1", b = 2})), "1 2 $c")
  check("find", ("a.b.c"):find(".", 3, true), 4)
  check("balance", ("f(a(b)c)d"):match("%b()"), "(a(b)c)")
  check("frontier", ("THE (quick) fox"):find("%f[%a]%a+%f[%A]", 5), 6)
  check("rep", ("ab"):rep(3, "-"), "ab-ab-ab")
  check("reverse", ("hello"):reverse():upper(), "OLLEH")
  check("pack", string.unpack("<i4", string.pack("<i4", -123456)), -123456)
  check("pack double", string.unpack(">d", string.pack(">d", 0.1)), 0.1)
  check("format", string.format("%q %x %5s|%-5s| %g %a", "a\nb\0c", 255, "r", "l", 1e100, 1.0),
    '"a\\\nb\\0c" ff     r|l    | 1e+100 0x1p+0')
  check("utf8", utf8.len("h\u{e9}\u{4e2d}\u{1F600}"), 4)
  local points = {}
  for _, c in utf8.codes("h\u{e9}\u{4e2d}") do points[#points + 1] = c end
  check("codes", table.concat(points, " "), "104 233 20013")
  local big = ("0123456789"):rep(2000)
  check("long", #(big .. big), 40000)
  return digest(all) .. " " .. digest(s) .. " " .. sum
end

local function failures()
  local sum = 0
  local function deep(n)
    if n == 0 then error({level = "bottom"}) end
    local ok, e = pcall(deep, n - 1)
    if not ok then
      sum = sum + 1
      error(e)
    end
  end
  for i = 1, 5 do
    local ok, e = pcall(deep, 20)
    check("deep", e.level, "bottom")
  end
  local ok, e = pcall(error)
  check("nil error", e, nil)
  ok, e = xpcall(function() local x = nil; return x.field end, function(m) return "handled: " .. m end)
  check("handler", e:match("handled: .*attempt to index a nil value %(local 'x'%)") ~= nil, true)
  ok, e = pcall(function() return 1 + {} end)
  check("arith", e:match("attempt to perform arithmetic on a table value") ~= nil, true)
  ok, e = pcall(function() return 1 // 0 end)
  check("division", e:match("attempt to divide by zero") ~= nil, true)
  ok, e = pcall(string.rep, "x", -1)
  check("rep", e, "")
  ok, e = pcall(string.format, "%d", 1.5)
  check("format", e:match("number has no integer representation") ~= nil, true)
  ok, e = load("x = = 1")
  check("syntax", e:match("unexpected symbol near '='") ~= nil, true)
  local order = {}
  ok, e = pcall(function()
    local a <close> = setmetatable({}, {__close = function(_, m) order[#order + 1] = "a" .. tostring(m) end})
    local b <close> = setmetatable({}, {__close = function(_, m) order[#order + 1] = "b" .. tostring(m) end})
    error("out", 0)
  end)
  check("close", table.concat(order, " "), "bout aout")
  -- of wide frames, so that the stack is full after a few thousand of them
  local wide = table.pack(table.unpack({}, 1, 240))
  local function forever(...) return 1 + forever(...) end
  ok, e = pcall(forever, table.unpack(wide, 1, 240))
  check("overflow", tostring(e):match("stack overflow") ~= nil, true)
  return sum
end

local function garbage(mode)
  return function()
    collectgarbage(mode)
    if mode == "incremental" then collectgarbage("incremental", 110, 400) end
    local weakkeys = setmetatable({}, {__mode = "k"})
    local weakvalues = setmetatable({}, {__mode = "v"})
    local finalized, kept, sum = 0, {}, 0
    for i = 1, 1500 do
      local t = {i, tostring(i), {i * 2}, function() return i end}
      weakkeys[t] = {t, i}
      weakvalues[i] = t
      if i % 100 == 0 then kept[#kept + 1] = t end
      if i % 50 == 0 then setmetatable(t, {__gc = function(o) finalized = finalized + 1 end}) end
    end
    collectgarbage() collectgarbage()
    for _, t in ipairs(kept) do
      sum = sum + t[1] + #t[2] + t[3][1] + t[4]()
      check("weak key", weakkeys[t][2], t[1])
      check("weak value", weakvalues[t[1]], t)
    end
    local n = 0
    for _ in pairs(weakkeys) do n = n + 1 end
    check("weak keys", n, #kept)
    check("finalized", finalized, 15)
    kept = nil
    collectgarbage() collectgarbage()
    check("finalized in the end", finalized, 30)
    collectgarbage("incremental", 200, 100)
    return sum
  end
end

-- Tables, functions and coroutines as keys: their addresses are hashed.
local function identities()
  local keys, place = {}, {}
  for i = 1, 300 do
    local key
    if i % 3 == 0 then key = function() return i end
    elseif i % 3 == 1 then key = {i}
    else key = coroutine.create(function() end) end
    keys[i] = key
    place[key] = i
  end
  place[print], place[string.format], place[io.stdout] = -1, -2, -3
  for round = 1, 10 do
    for i = 1, 300 do
      check("identity", place[keys[i]], i)
      if (i + round) % 10 == 0 then
        place[keys[i]] = nil
        keys[i] = {round, i}
        place[keys[i]] = i
      end
    end
  end
  check("light functions", place[print] + place[string.format] + place[io.stdout], -6)
  local seen, n = {}, 0
  for key, i in pairs(place) do n = n + 1; check("once", seen[key], nil); seen[key] = i end
  check("all", n, 303)
  -- a graph with cycles, copied by way of a table keyed by its nodes
  local nodes = {}
  for i = 1, 100 do nodes[i] = {id = i, edges = {}} end
  for i = 1, 100 do
    for _ = 1, 3 do table.insert(nodes[i].edges, nodes[random(100)]) end
  end
  local function copy(node, done)
    if done[node] then return done[node] end
    local new = {id = node.id, edges = {}}
    done[node] = new
    for i, to in ipairs(node.edges) do new.edges[i] = copy(to, done) end
    return new
  end
  local sum, visited = 0, {}
  local function add(node)
    if visited[node] then return end
    visited[node] = true
    for _, to in ipairs(node.edges) do sum = sum + node.id * to.id; add(to) end
  end
  add(copy(nodes[1], {}))
  return sum
end

local function arithmetic()
  check("wrap", math.maxinteger + 1, math.mininteger)
  check("floor", -7 // 2, -4)
  check("mod", -7 % 3, 2)
  check("float mod", 5.5 % -2, -0.5)
  check("power", 2 ^ 10, 1024.0)
  check("shift", 1 << 63, math.mininteger)
  check("logical", -1 >> 60, 15)
  check("bits", (0xff00 & 0x0ff0) | (1 ~ 3), 0x0f02)
  check("compare", math.maxinteger < math.maxinteger + 0.0, true)
  check("int or float", math.type(3 // 1) .. math.type(3 / 1), "integerfloat")
  check("tointeger", math.tointeger(3.0), 3)
  check("string", "10" + 5, 15)
  check("huge", -math.huge < math.mininteger, true)
  check("nan", 0 / 0 ~= 0 / 0, true)
  local a, b, h = 0.5, 1, 0
  for i = 1, 500 do
    a = (a * 3.5) * (1 - a) / 1
    b = (b * 1103515245 + 12345) & 0x7fffffff
    h = h ~ b
    if i % 2 == 0 then b = b - i // 3 else b = b + i % 7 end
  end
  local fib = setmetatable({1, 1}, {__index = function(t, n)
    local v = t[n - 1] + t[n - 2]
    t[n] = v
    return v
  end})
  -- goto: a state machine, and continue
  local state, steps = 0, 0
  ::again::
  steps = steps + 1
  if state == 0 then state = 1 goto again
  elseif state == 1 then
    for i = 1, 30 do
      if i % 3 ~= 0 then goto continue end
      steps = steps + i
      ::continue::
    end
    state = 2
    goto again
  end
  return string.format("%d %d %d %.3f", h, fib[80], steps, math.sqrt(2) + math.floor(2.5))
end

local function sorting()
  local list = {}
  for i = 1, 600 do list[i] = {key = random(100), at = i} end
  table.sort(list, function(a, b)
    if a.key ~= b.key then return a.key < b.key end
    return a.at < b.at
  end)
  for i = 2, 600 do
    local a, b = list[i - 1], list[i]
    check("sorted", a.key < b.key or a.key == b.key and a.at < b.at, true)
  end
  local words = {}
  for i = 1, 200 do words[i] = string.format("%03d", (i * 37) % 200) end
  table.sort(words)
  for i = 1, 200 do check("word", tonumber(words[i]), i - 1) end
  table.move(list, 1, 300, 301)
  check("moved", list[301], list[1])
  for i = 1, 100 do table.insert(list, 1, i); check("removed", table.remove(list, 1), i) end
  check("invalid order", pcall(table.sort, {3, 1, 2, 5, 4, 7, 6}, function() return true end), false)
  return select("#", table.unpack(words)) .. " " .. list[1].at .. " " .. list[300].at
end

local function recursion()
  local function ackermann(m, n)
    if m == 0 then return n + 1 end
    if n == 0 then return ackermann(m - 1, 1) end
    return ackermann(m - 1, ackermann(m, n - 1))
  end
  local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end
  local function tail(n, acc) if n == 0 then return acc end return tail(n - 1, acc + n) end
  local function varargs(...)
    local n = select("#", ...)
    if n >= 30 then return n end
    return varargs(n, ...)
  end
  -- through C: a comparison that sorts, which is called by a gsub
  local function nested(n)
    if n == 0 then return 1 end
    local t = {3, 1, 2}
    table.sort(t, function(a, b) return a < b end)
    local r = 0
    ;("x"):gsub("x", function() r = nested(n - 1) end)
    return r + t[1]
  end
  return table.concat({ackermann(2, 6), depth(8000), tail(20000, 0), varargs(), nested(15)}, " ")
end

local function code()
  local env = {}
  local source = {"local a = 0\n"}
  for i = 1, 60 do source[#source + 1] = "a = a + f(" .. i .. ") -- line " .. i .. "\n" end
  source[#source + 1] = "return a"
  env.f = function(x) return x * x end
  local i = 0
  local chunk = assert(load(function() i = i + 1; return source[i] end, "=pieces", "t", env))
  check("loaded", chunk(), 73810)
  local dumped = load(string.dump(chunk), "dumped", "b", env)
  check("dumped", dumped(), 73810)
  local info = debug.getinfo(chunk, "S")
  return info.short_src .. " " .. info.linedefined .. " " .. select("#", require("string"))
end

section("closures", closures)
section("coroutines", coroutines)
section("metatables", metatables)
section("text", text)
section("failures", failures)
section("incremental", garbage("incremental"))
section("generational", garbage("generational"))
section("identities", identities)
section("arithmetic", arithmetic)
section("sorting", sorting)
section("recursion", recursion)
section("code", code)
print("done")
