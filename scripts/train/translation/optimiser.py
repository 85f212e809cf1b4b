"""Muon for the hidden matrices, AdamW for the rest; both take one learning rate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from translation.settings import Schedule


class Muon(torch.optim.Optimizer):
    """Momentum made orthogonal by five Newton–Schulz steps (Jordan 2024), scaled to Adam's size (Liu et al. 2025).

    Matrices that are stacks of square ones (query, key, value) are treated one by one; those of one shape are made
    orthogonal in one batch.
    """

    def __init__(self, parameters: Iterable[Tensor], decay: float, momentum: float = 0.95) -> None:
        super().__init__(parameters, {"lr": 0.0, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:
        for group in self.param_groups:
            stacks: dict[tuple[int, ...], list[tuple[Tensor, Tensor]]] = {}
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                if "momentum" not in self.state[weight]:
                    self.state[weight]["momentum"] = torch.zeros_like(weight)
                mean = self.state[weight]["momentum"]
                mean.lerp_(weight.grad, 1 - group["momentum"])
                update = weight.grad.lerp(mean, group["momentum"])
                weight.mul_(1 - group["lr"] * group["decay"])
                for part, change in zip(squares(weight), squares(update), strict=True):
                    flat = (part.T, change.T) if part.size(0) > part.size(1) else (part, change)
                    stacks.setdefault(tuple(flat[0].shape), []).append(flat)
            for shape, rows in stacks.items():
                made = orthogonal(torch.stack([change for _, change in rows]))
                for (part, _), change in zip(rows, made, strict=True):
                    part.add_(change.to(part.dtype), alpha=-group["lr"] * 0.2 * float(max(shape)) ** 0.5)


def squares(matrix: Tensor) -> tuple[Tensor, ...]:
    """Cut a stack of two or three square matrices apart."""
    rows, columns = matrix.shape
    return matrix.split(columns) if columns < rows < 4 * columns and rows % columns == 0 else (matrix,)


def orthogonal(x: Tensor) -> Tensor:
    """Make matrices (n, r, c) with r ≤ c nearly orthogonal: all singular values near 1 (bfloat16 is enough)."""
    x = x / (x.flatten(1).norm(dim=1)[:, None, None] + 1e-7)
    for _ in range(5):
        a = x @ x.transpose(1, 2)
        x = torch.baddbmm(x, torch.baddbmm(a, a, a, beta=-4.7750, alpha=2.0315), x, beta=3.4445)
    return x


def optimisers(network: nn.Module, schedule: Schedule) -> list[torch.optim.Optimizer]:
    """Share the parameters out: hidden matrices to Muon; embeddings, norms and biases to AdamW."""
    named = list(network.named_parameters())
    hidden = [p for name, p in named if p.dim() == 2 and "embedding" not in name]
    rest = [p for name, p in named if p.dim() != 2 or "embedding" in name]
    adam = torch.optim.AdamW(rest, lr=0.0, betas=(0.9, 0.98), eps=1e-8, weight_decay=schedule.weight_decay, fused=True)
    return [Muon(hidden, schedule.weight_decay), adam]
