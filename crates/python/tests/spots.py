"""Spots that several tests solve."""

RIVER = {
    "board": "Qs Jh 2h 8c 3d",
    "oop_range": "AA,QQ:0.5,76s",
    "ip_range": "KK-JJ,AQ",
    "pot": 100,
    "effective_stack": 200,
    "river": {"bet": "50%, a", "raise": "2.5x"},
}
