//! Takes sites out of a body again.

use super::{Body, Op, Site};

/// Calls at held sites become calls during which polls wait; polls at held
/// sites disappear.
pub fn hold_sites(body: &mut Body) {
    let ops = std::mem::take(&mut body.ops);
    body.ops = each(ops, &body.sites);
}

fn each(ops: Vec<Op>, sites: &[Site]) -> Vec<Op> {
    ops.into_iter().filter_map(|op| one(op, sites)).collect()
}

fn one(op: Op, sites: &[Site]) -> Option<Op> {
    Some(match op {
        Op::Call { temp, call, site } if sites[site].held => Op::Held { temp, call },
        Op::Poll(site) if sites[site].held => return None,
        Op::If {
            cond,
            then,
            otherwise,
            at,
        } => Op::If {
            cond,
            then: each(then, sites),
            otherwise: each(otherwise, sites),
            at,
        },
        Op::Switch { cond, body, at } => Op::Switch {
            cond,
            body: each(body, sites),
            at,
        },
        Op::Block(ops) => Op::Block(each(ops, sites)),
        Op::Loop(mut l) => {
            for part in [&mut l.init, &mut l.pre, &mut l.body, &mut l.step] {
                *part = each(std::mem::take(part), sites);
            }
            l.poll = l.poll.filter(|&site| !sites[site].held);
            Op::Loop(l)
        }
        other => other,
    })
}
