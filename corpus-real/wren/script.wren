// Exercises the interpreter from all sides. The order in which maps are walked
// is printed too: it depends on hashes, which must be the same everywhere.

import "random" for Random
import "meta" for Meta
import "greetings" for Greeting, Everybody

class Check {
  static equal(what, got, expected) {
    if (got != expected) Fiber.abort("%(what): got %(got), expected %(expected)")
  }
}

foreign class Tally {
  construct new(name) {}
  foreign add(value)
  foreign show
  foreign static finalized
}

// ---- classes -----------------------------------------------------------------

class Shape {
  construct new(name) {
    _name = name
    __made = (__made == null) ? 1 : __made + 1
  }
  name { _name }
  area { 0 }
  toString { "%(_name) of %(area)" }
  static made { __made }
  <(other) { area < other.area }
}

class Square is Shape {
  construct new(side) {
    super("square")
    _side = side
  }
  side=(value) { _side = value }
  area { _side * _side }
}

class Box is Square {
  construct new(side, height) {
    super(side)
    _height = height
    _parts = [side, height, null, true]
  }
  [index] { _parts[index] }
  [index]=(value) { _parts[index] = value }
  area { _height * super.area }
  toString { "box/" + super.toString }
}

var classes = Fn.new {
  var sum = 0
  for (i in 1..40) {
    var a = Square.new(i)
    var b = Box.new(i, 2.5)
    Check.equal("order", a < b, true)
    a.side = i + 1
    b[2] = a
    b[3] = b[2].area
    sum = sum + a.area + b.area + b[3]
    if (i == 40) System.print("%(a), %(b), %(b[2].type.supertype.name)")
  }
  return "%(sum) in %(Shape.made)"
}

// ---- closures ----------------------------------------------------------------

var closures = Fn.new {
  var adders = []
  var peeks = []
  for (i in 1..20) {
    var n = 0
    adders.add(Fn.new {|by| n = n + by * i })
    peeks.add(Fn.new { n })
  }
  for (round in 1..30) {
    for (add in adders) add.call(round)
  }
  var sum = 0
  for (i in 0...20) {
    Check.equal("closure", peeks[i].call(), (i + 1) * 465)
    sum = sum + peeks[i].call()
  }
  var compose
  compose = Fn.new {|n, f| n == 0 ? f : compose.call(n - 1, Fn.new {|x| f.call(x) + n }) }
  return "%(sum) %(compose.call(50, Fn.new {|x| x * 2 }).call(21))"
}

// ---- fibers ------------------------------------------------------------------

class Tree {
  construct new(depth) {
    _depth = depth
    if (depth > 0) {
      _left = Tree.new(depth - 1)
      _right = Tree.new(depth - 1)
    }
  }
  walk() {
    if (_left != null) _left.walk()
    Fiber.yield(_depth)
    if (_right != null) _right.walk()
  }
  count { _left == null ? 1 : 1 + _left.count + _right.count }
}

var fibers = Fn.new {
  var walker = Fiber.new { Tree.new(6).walk() }
  var sum = 0
  var steps = 0
  while (!walker.isDone) {
    var depth = walker.call()
    if (depth != null) {
      steps = steps + 1
      sum = sum + depth * steps
    }
  }
  // A sieve: a chain of generators, each suspended in the one before.
  var source = Fiber.new {
    for (i in 2..200) Fiber.yield(i)
    Fiber.yield(null)
  }
  var primes = []
  while (true) {
    var prime = source.call()
    if (prime == null) break
    primes.add(prime)
    var from = source
    source = Fiber.new {
      while (true) {
        var n = from.call()
        if (n == null || n % prime != 0) Fiber.yield(n)
        if (n == null) break
      }
    }
  }
  var echo = Fiber.new {
    var got = "started"
    while (got != "stop") got = Fiber.yield("<%(got)>")
    return "stopped"
  }
  return "%(steps) %(sum) %(primes.count) %(primes[-1]) %(echo.call())%(echo.call([1, {}]))%(echo.call("stop"))"
}

// ---- maps --------------------------------------------------------------------

var maps = Fn.new {
  var map = {}
  for (i in 0...150) {
    map[i] = i * i
    map[i / 8 - 3] = "eighth"
    map["key %(i)"] = i
    map[i..(i * 2)] = [i]
    map["ключ-%(i % 10)"] = "ü%(i)"
  }
  map[null] = true
  map[true] = null
  map[false] = Num
  map[Shape] = Box
  map[-0] = "minus"
  map[1/0] = "infinite"
  for (i in 0...150) {
    if (i % 3 == 0) map.remove("key %(i)")
    if (i % 4 == 1) map.remove(i..(i * 2))
  }
  for (i in 0...150) {
    Check.equal("string", map["key %(i)"], i % 3 == 0 ? null : i)
    Check.equal("range", map.containsKey(i..(i * 2)), i % 4 != 1)
  }
  var order = []
  var n = 0
  for (key in map.keys) {
    n = n + 1
    if (n % 37 == 0) order.add(key)
  }
  System.print(order.join(" "))
  return "%(map.count) %(map["ключ-7"]) %(map[Shape]) %(map[false]) %(map[1/0])"
}

// ---- lists and strings -------------------------------------------------------

var lists = Fn.new {
  var random = Random.new([1, 22, 333, 4444, 55555, 666666])
  var list = (1..200).map {|i| random.int(1000) }.toList
  random.shuffle(list)
  for (i in 0...40) list.insert(i * 3, random.float())
  for (i in 0...60) list.removeAt(i)
  var sort
  sort = Fn.new {|l|
    if (l.count < 2) return l
    var pivot = l[0]
    var rest = l[1..-1]
    return sort.call(rest.where {|x| x < pivot }.toList) + [pivot] +
        sort.call(rest.where {|x| !(x < pivot) }.toList)
  }
  var sorted = sort.call(list)
  for (i in 1...sorted.count) Check.equal("sorted", sorted[i - 1] <= sorted[i], true)
  var sum = sorted.reduce(0) {|a, x| a + x }
  return "%(sorted.count) %(sum) %(sorted[-1]) %(sorted[3..6]) %(random.int(100))"
}

var strings = Fn.new {
  var text = ""
  for (i in 1..120) {
    text = text + "%(i)=%("<%("%(i * i)" + "€")>")|"
  }
  var bars = 0
  for (c in text) if (c == "|") bars = bars + 1
  var hash = 0
  for (b in text.bytes) hash = (hash * 31 + b) % 16777213
  return "%(text.count) %(text.bytes.count) %(bars) %(hash) %(text.indexOf("<625€>")) %(text.contains("119=<")) %("añ\u20ac"[1])"
}

// ---- errors ------------------------------------------------------------------

var errors = Fn.new {
  var deep
  deep = Fn.new {|n|
    if (n == 0) Fiber.abort("deep")
    return deep.call(n - 1) + 1
  }
  var causes = [
    Fn.new { null.foo },
    Fn.new { [1, 2][5] },
    Fn.new { deep.call(100) },
    Fn.new { 1 + "one" },
    Fn.new { Fiber.abort([1, {"a": 2}.count]) },
    Fn.new { Fiber.new { deep.call(3) }.try() + 1 },
    Fn.new { {}[[1]] = 2 },
    Fn.new { "fine" }
  ]
  var seen = []
  for (round in 1..10) {
    for (cause in causes) {
      var fiber = Fiber.new { cause.call() }
      var result = fiber.try()
      if (round == 10) System.print("%(result) / %(fiber.error) / %(fiber.isDone)")
      seen.add(result)
    }
  }
  return seen.count
}

// ---- garbage -----------------------------------------------------------------

var garbage = Fn.new {
  var keep = {}
  var tallies = []
  for (i in 0...2500) {
    var tree = i % 50 == 0 ? Tree.new(4) : [i, "%(i)", {i: [i]}]
    if (i % 25 == 0) keep["k%(i)"] = tree
    if (i % 100 == 7) keep.remove("k%(i - 7)")
    var tally = Tally.new("tally %(i)")
    tally.add(i / 2)
    if (i % 500 == 0) tallies.add(tally)
  }
  for (tally in tallies) {
    for (i in 1..100) tally.add(i * 1000)
  }
  System.gc()
  var trees = 0
  for (value in keep.values) trees = trees + (value is Tree ? value.count : value[2].count)
  for (tally in tallies) System.print(tally.show)
  return "%(keep.count) %(trees) %(Tally.finalized > 2490)"
}

// ---- arithmetic, recursion, code ----------------------------------------------

var arithmetic = Fn.new {
  var sum = 0
  for (i in 1..5000) sum = sum + (i.sqrt * (i % 19 - 9.3)).floor + (i & 0xff ^ i << 3) % 7
  return "%(sum) %(0.1 + 0.2) %(2.pow(70)) %((1/3).fraction) %(-7 % 3) %(~5) %(0/0)"
}

class Recursion {
  static fib(n) { n < 2 ? n : fib(n - 1) + fib(n - 2) }
  static ackermann(m, n) {
    if (m == 0) return n + 1
    if (n == 0) return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))
  }
  static broken(n) { n == 0 ? n.missing : broken(n - 1) + 1 }
  static down(n) { n == 0 ? 0 : 1 + down(n - 1) }
}

var recursion = Fn.new {
  return "%(Recursion.fib(17)) %(Recursion.ackermann(2, 12)) %(Recursion.down(3000))"
}

var code = Fn.new {
  var sum = 0
  for (i in 1..25) {
    Meta.eval("var Made%(i) = Fn.new {|x| x * %(i) + \"%(i)\".count }")
    sum = sum + Meta.compileExpression("Made%(i).call(%(i + 1))").call()
  }
  return "%(sum) %(Greeting.new("you")) %(Everybody)"
}

class Host {
  static greet(number, word) { "%(word) %(number + Recursion.fib(10))" }
}

System.print("classes    %(classes.call())")
System.print("closures   %(closures.call())")
System.print("fibers     %(fibers.call())")
System.print("maps       %(maps.call())")
System.print("lists      %(lists.call())")
System.print("strings    %(strings.call())")
System.print("errors     %(errors.call())")
System.print("garbage    %(garbage.call())")
System.print("arithmetic %(arithmetic.call())")
System.print("recursion  %(recursion.call())")
System.print("code       %(code.call())")
System.print("done")
