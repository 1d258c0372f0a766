"use strict";
// Objects, closures, generators, regular expressions, JSON, typed arrays, maps,
// errors, promises, big integers. Everything is computed here, nothing is asked
// of the machine; what is printed is the same everywhere.

let seed = 12345;
function random(n) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % n;
}

// ---- objects and classes -------------------------------------------------------
class Shape {
    #name;
    constructor(name) { this.#name = name; }
    get name() { return this.#name; }
    area() { return 0; }
    toString() { return `${this.name}(${this.area().toFixed(3)})`; }
}
class Circle extends Shape {
    constructor(r) { super("circle"); this.r = r; }
    area() { return Math.PI * this.r * this.r; }
}
class Box extends Shape {
    static made = 0;
    constructor(a, b) { super("box"); this.a = a; this.b = b; Box.made++; }
    area() { return this.a * this.b; }
    set both(x) { this.a = x; this.b = x; }
}

function objects() {
    const list = [];
    for (let i = 0; i < 60; i++)
        list.push(i % 3 ? new Box(i, i / 2) : new Circle(i / 4));
    list[1].both = 7;
    list.sort((x, y) => y.area() - x.area());
    print("shapes", Box.made, list.slice(0, 4).join(" "));
    const o = {};
    for (let i = 0; i < 200; i++) o["key" + (i * 37 % 200)] = i;
    for (let i = 0; i < 200; i += 3) delete o["key" + i];
    let sum = 0;
    for (const k in o) sum = (sum * 31 + o[k]) % 1000003;
    print("keys", Object.keys(o).length, sum);
    Object.defineProperty(o, "twice", { get() { return this.key1 * 2; }, enumerable: true });
    print("getter", o.twice, "twice" in o, Object.getOwnPropertyNames(o).length);
}

// ---- closures ------------------------------------------------------------------
function counters() {
    const made = [];
    for (let i = 0; i < 20; i++) {
        let n = i;
        made.push({ up: () => n += i, get: () => n });
    }
    for (let round = 0; round < 50; round++)
        for (const c of made) c.up();
    print("closures", made.map(c => c.get()).join());
    const compose = (...fs) => x => fs.reduce((v, f) => f(v), x);
    print("composed", compose(x => x + 1, x => x * 3, Math.sqrt)(11));
}

// ---- generators ----------------------------------------------------------------
function* naturals() { for (let n = 0; ; n++) { const reset = yield n; if (reset) n = -1; } }
function* filter(it, f) { for (const x of it) if (f(x)) yield x; }
function* take(it, n) { if (n > 0) for (const x of it) { yield x; if (--n <= 0) return; } }
function* tree(depth) {
    if (depth > 0) { yield* tree(depth - 1); yield depth; yield* tree(depth - 1); }
}
function generators() {
    const primes = filter(naturals(), n => {
        if (n < 2) return false;
        for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
        return true;
    });
    print("primes", [...take(primes, 40)].join());
    let text = "";
    for (const d of tree(7)) text += d;
    print("tree", text.length, text.slice(0, 31));
    const g = naturals();
    g.next(); g.next(); g.next();
    print("reset", g.next(true).value, g.next().value);
}

// ---- text ----------------------------------------------------------------------
function texts() {
    const words = "the quick brown fox jumps over the lazy dog".split(" ");
    let text = "";
    for (let i = 0; i < 300; i++) text += words[random(words.length)] + (i % 9 === 8 ? ".\n" : " ");
    const counts = new Map();
    for (const [word] of text.matchAll(/\b[a-z]+\b/g))
        counts.set(word, (counts.get(word) ?? 0) + 1);
    print("words", [...counts].sort().map(([w, n]) => `${w}=${n}`).join());
    print("replaced", text.replace(/(\w+) (\w+)/g, "$2-$1").length,
          text.replace(/o(?=v|x)/g, m => m.toUpperCase()).match(/O[vx]/g).length);
    const date = /(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)/u.exec("on 2024-02-29, perhaps");
    print("date", date.groups.year, date.groups.month, date.groups.day, date.index);
    const wide = "Grüße, κόσμε, 世界 " + String.fromCodePoint(0x1F600);
    print("wide", wide, wide.length, [...wide].length, wide.toUpperCase(), encodeURIComponent(wide).length);
    print("backtrack", /^(a+)+$/.test("aaaaaaaaaaaaaaab"), /(a|ab)(c|bcd)(d*)/.exec("abcd").join());
    let rope = "";
    for (let i = 0; i < 400; i++) rope = i % 2 ? rope + "0123456789abcdefghij" : "[" + rope;
    print("rope", rope.length, rope.lastIndexOf("["), rope.charCodeAt(5000 % rope.length));
}

// ---- JSON ----------------------------------------------------------------------
function json() {
    const value = { list: [], nested: { deep: { deeper: [null, true, "x\u00e9\n"] } } };
    for (let i = 0; i < 80; i++) value.list.push({ i, half: i / 2, name: "n" + i, odd: i % 2 === 1 });
    const text = JSON.stringify(value);
    const back = JSON.parse(text, (k, v) => k === "half" ? v * 2 : v);
    print("json", text.length, JSON.stringify(back) === JSON.stringify(value),
          back.list.every(e => e.half === e.i), JSON.stringify(back.nested, null, 1).length);
}

// ---- typed arrays --------------------------------------------------------------
function typed() {
    const bytes = new Uint8Array(256), floats = new Float64Array(64), words = new Uint32Array(64);
    for (let i = 0; i < 256; i++) bytes[i] = i * 7;
    for (let i = 0; i < 64; i++) { floats[i] = Math.sin(i); words[i] = Math.imul(i, 0x9E3779B1); }
    let sum = 0;
    for (let round = 0; round < 40; round++)
        for (let i = 0; i < 64; i++) { floats[i] = floats[i] * 0.5 + words[i] / 4294967296; sum = (sum + bytes[i * 4]) | 0; words[i] ^= words[(i + 1) % 64] >>> 3; }
    print("typed", sum, floats.reduce((a, b) => a + b, 0).toFixed(9), words.reduce((a, b) => (a ^ b) >>> 0, 0));
    const view = new DataView(new ArrayBuffer(32));
    view.setFloat64(0, Math.E); view.setInt32(8, -2, true); view.setUint16(12, 0xBEEF);
    print("view", [...new Uint8Array(view.buffer, 0, 16)].join());
}

// ---- maps, errors, numbers -----------------------------------------------------
function others() {
    const objects = Array.from({ length: 50 }, (_, i) => ({ i }));
    const map = new Map(objects.map(o => [o, o.i * o.i])), set = new Set(), weak = new WeakMap();
    for (const o of objects) { set.add(o.i % 7); weak.set(o, [o]); }
    for (let i = 0; i < 50; i += 2) map.delete(objects[i]);
    print("maps", map.size, [...map.values()].reduce((a, b) => a + b), [...set].join(), weak.get(objects[9])[0].i);
    let caught = [];
    for (const f of [() => null.x, () => undefinedName, () => { throw new RangeError("mine"); }, () => JSON.parse("{")])
        try { f(); } catch (e) { caught.push(e.name); } finally { caught.push("f"); }
    print("caught", caught.join());
    print("numbers", 0.1 + 0.2, 1e21, 123456789.125.toString(16), (255).toString(2), parseFloat("3.5e-7x"), (1234.5678).toExponential(2));
    let big = 1n;
    for (let i = 1n; i <= 60n; i++) big *= i;
    print("factorial", big, big % 1000007n, big >> 200n);
    print("sorted", Array.from({ length: 40 }, () => random(1000)).sort((a, b) => a - b).join());
    const proxy = new Proxy({}, { get: (t, k) => "<" + String(k) + ">" });
    const { a, ...rest } = { a: 1, b: 2, c: 3 };
    print("proxy", proxy.any, a, JSON.stringify(rest), [3, [1, [2]]].flat(2).join(), Symbol("s").toString());
}

// ---- long enough to be captured in the middle of ---------------------------------
function sieve(n) {
    const marks = new Array(n).fill(true);
    let count = 0;
    for (let i = 2; i < n; i++)
        if (marks[i]) { count++; for (let j = i * i; j < n; j += i) marks[j] = false; }
    return count;
}
function queens(n) {
    let found = 0;
    const place = (row, cols, up, down) => {
        if (row === n) { found++; return; }
        for (let c = 0; c < n; c++) {
            const bit = 1 << c, u = 1 << (row + c), d = 1 << (row - c + n);
            if (!(cols & bit || up & u || down & d)) place(row + 1, cols | bit, up | u, down | d);
        }
    };
    place(0, 0, 0, 0);
    return found;
}

// ---- promises ------------------------------------------------------------------
async function later(x) { await null; return x * 2; }
async function waits() {
    let total = 0;
    for (let i = 0; i < 20; i++) total += await later(i);
    try { await Promise.reject(new Error("refused")); } catch (e) { total += e.message.length; }
    const all = await Promise.all([later(1), 5, later(3)]);
    print("awaited", total, all.join());
}

waits();
objects();
counters();
generators();
texts();
json();
typed();
others();
print("sieve", sieve(3000));
print("queens", queens(6));
print("end of script");
