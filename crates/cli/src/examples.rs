//! Examples at the end of the help of each command.

/// Commands by their names below `holdem`, and command lines worth trying.
const EXAMPLES: &[(&str, &[&str])] = &[
    (
        "train",
        &[
            "holdem train",
            "holdem train configs/small.yaml --iters 2000 --logdir runs/small",
            "holdem train --stack 20 --buckets 500 --time-budget 10m --set eval.flops=4",
            "holdem train --num-players 3 --stack 5,10,20 --dry-run",
            "holdem train --resume-from runs/small --time-budget 1h",
        ],
    ),
    ("runs", &["holdem runs", "holdem runs experiments --sort exploitability"]),
    (
        "estimate",
        &["holdem estimate", "holdem estimate --stack 200 --buckets 5000", "holdem estimate --num-players 6"],
    ),
    ("check", &["holdem check runs/small"]),
    ("serve", &["holdem serve", "holdem serve runs/small spot.hdm --open", "holdem serve runs --port 0"]),
    ("completions", &["holdem completions bash", "holdem completions fish"]),
    ("man", &["holdem man", "holdem man --out man1"]),
    (
        "show",
        &[
            "holdem show runs/small",
            "holdem show runs/small r5c/kb8 --board AhKd7c",
            "holdem show runs/small r5c/kb8 --board AhKd7c --hand QsJs",
        ],
    ),
    ("play", &["holdem play runs/small", "holdem play runs/small --session sessions/small --name Ann"]),
    (
        "search",
        &[
            "holdem search runs/small r5c/kb4c/k --board AhKd7c2s",
            "holdem search runs/small r5c/kb4c/b9 --board AhKd7c2s --hand QsJs --think 1s",
            "holdem search runs/small ck/kk/kk/b3 --board AhKd7c2s9h --iterations 200",
        ],
    ),
    (
        "export",
        &[
            "holdem export runs/small --out strategy.json",
            "holdem export runs/small --from r5 --last-street 0",
            "holdem export runs/small --format csv --out strategy.csv",
            "holdem export runs/small --table log --format csv --out log.csv",
            "holdem export spot.hdm --from x --format csv --out spot.csv",
        ],
    ),
    (
        "average",
        &[
            "holdem average all.hdm runs/seed-1 runs/seed-2",
            "holdem average late.hdm runs/a runs/b --weights 1,3",
        ],
    ),
    (
        "acpc",
        &[
            "holdem acpc runs/small --connect 127.0.0.1:18000",
            "holdem acpc tight --connect localhost:8001 --game configs/acpc/limit-3p.game",
        ],
    ),
    (
        "dealer",
        &[
            "holdem dealer configs/acpc/nolimit-2p.game --players tcp tcp --seed 0",
            "holdem dealer configs/acpc/limit-3p.game --players call tight tcp:18000",
        ],
    ),
    ("slumbot serve", &["holdem slumbot serve tight", "holdem slumbot serve runs/deep --port 8080"]),
    (
        "slumbot play",
        &[
            "holdem slumbot play tight --url http://localhost:8017 --hands 500",
            "holdem slumbot play runs/deep --session slumbot --hands 10000",
        ],
    ),
    ("bench", &["holdem bench", "holdem bench --check"]),
    (
        "equity",
        &["holdem equity AKs QQ", "holdem equity AA random --board AhKd7c", "holdem equity 22+,A2s+ KQo 76s"],
    ),
    (
        "buckets build",
        &[
            "holdem buckets build",
            "holdem buckets build --buckets 5000",
            "holdem buckets build --buckets percentile:200 --out p200.hdm",
        ],
    ),
    (
        "buckets show",
        &["holdem buckets show", "holdem buckets show p200.hdm --bucket river:17 --examples 20"],
    ),
    ("buckets check", &["holdem buckets check p200.hdm"]),
    ("buckets cache", &["holdem buckets cache", "holdem buckets cache --clean"]),
    (
        "eval exploitability",
        &[
            "holdem eval exploitability runs/small --flops 100 --by-street",
            "holdem eval exploitability runs/small --until 50 --time-budget 10m",
            "holdem eval exploitability runs/small --flops 20 --turns 8",
        ],
    ),
    (
        "eval compare",
        &[
            "holdem eval compare runs/old runs/new --tolerance 5 --ledger ledger.jsonl",
            "holdem eval compare runs/old runs/new --against runs/third",
        ],
    ),
    ("eval ledger", &["holdem eval ledger ledger.jsonl --svg ledger.svg"]),
    ("eval exploiter", &["holdem eval exploiter runs/small --time-budget 1m"]),
    (
        "eval match",
        &[
            "holdem eval match runs/new runs/old --hands 200000",
            "holdem eval match runs/small tight --until 20",
            "holdem eval match runs/small exec:./bot --phh hands.phhs",
            "holdem eval match runs/new runs/old --table deals.csv",
        ],
    ),
    ("eval seats", &["holdem eval seats runs/six --deals 5000000"]),
    ("review", &["holdem review hands.phhs --strategy runs/hu100 --player Ann"]),
    ("eval lbr", &["holdem eval lbr runs/small --bets fcpa --from turn --until 50"]),
    ("eval search", &["holdem eval search runs/small,iterations=100 --hands 2000"]),
    (
        "eval subgames",
        &["holdem eval subgames runs/leduc", "holdem eval subgames runs/mini --street 2 --method resolve"],
    ),
    ("eval versus", &["holdem eval versus runs/new runs/old --boards 1000"]),
    ("hands check", &["holdem hands check hands.jsonl.gz"]),
    (
        "solve",
        &[
            "holdem solve configs/spot.yaml --target 0.1 --out spot.hdm",
            "holdem solve configs/spot.yaml --dry-run --bet river=50%,100%,a",
            "holdem solve --board QsJh2h --oop 66+ --ip 55+ --pot 10 --stack 90 --bet 50%",
            "holdem solve --from runs/small r5c --board QsJh2h",
            "holdem solve --resume spot.hdm --target 0.05",
        ],
    ),
    ("solve batch", &["holdem solve batch configs/spot.yaml --flops 25 --dir flops --target 0.5"]),
    ("solve show", &["holdem solve show spot.hdm", "holdem solve show spot.hdm x --combos"]),
    ("solve compare", &["holdem solve compare spot.hdm locked.hdm"]),
    ("solve exploit", &["holdem solve exploit spot.hdm ip"]),
    ("hands convert", &["holdem hands convert hands.jsonl hands.phhs"]),
];

/// The examples of a command, such as `buckets build`, as its help shows them.
pub(crate) fn of(command: &str) -> Option<String> {
    let (_, lines) = EXAMPLES.iter().find(|(name, _)| *name == command)?;
    Some(format!("Examples:\n  {}", lines.join("\n  ")))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::args::Cli;

    #[test]
    fn every_example_is_a_command_line_of_its_command() {
        for (name, lines) in EXAMPLES {
            for line in *lines {
                assert!(line.starts_with(&format!("holdem {name}")) && line.len() <= 76, "{line}");
                let parsed = Cli::command().try_get_matches_from(line.split(' '));
                assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
            }
        }
    }

    #[test]
    fn every_command_has_examples() {
        let mut commands: Vec<(String, clap::Command)> =
            Cli::command().get_subcommands().map(|c| (c.get_name().to_owned(), c.clone())).collect();
        while let Some((name, command)) = commands.pop() {
            let below = command.get_subcommands().map(|c| (format!("{name} {}", c.get_name()), c.clone()));
            match command.has_subcommands() {
                true => commands.extend(below),
                false => assert!(command.is_hide_set() || of(&name).is_some(), "{name}"),
            }
        }
    }
}
