"""A pre-norm Transformer (Vaswani et al. 2017, Xiong et al. 2020), laid out as CTranslate2 wants it.

Shared embeddings, ReLU, and CTranslate2's own sinusoids, so that an exported model has no limit of length. Ids 0–3 are
padding, unknown, begin, end. Tensors are (sentences b, positions t, width d).
"""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from translation.weights import Shape

PADDING, UNKNOWN, BEGIN, END = range(4)
LONGEST = 512


class Attention(nn.Module):
    """Scaled dot-product attention over the sequence itself, or over ``memory``."""

    def __init__(self, width: int, heads: int, cross: bool) -> None:
        super().__init__()
        self.heads, self.cross = heads, cross
        if cross:
            self.query, self.key_value = nn.Linear(width, width), nn.Linear(width, 2 * width)
        else:
            self.query_key_value = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)

    def forward(self, x: Tensor, memory: Tensor | None, mask: Tensor | None, causal: bool) -> Tensor:
        b, t, d = x.shape
        if self.cross:
            query, (key, value) = self.query(x), self.key_value(memory).chunk(2, -1)
        else:
            query, key, value = self.query_key_value(x).chunk(3, -1)
        q, k, v = (y.view(b, -1, self.heads, d // self.heads).transpose(1, 2) for y in (query, key, value))
        found = attended(q, k, v, mask, causal)
        return self.output(found.transpose(1, 2).reshape(b, t, d))


def attended(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, causal: bool) -> Tensor:
    """Attend (b, heads, t, d); on a CPU by plain products: the fused way back is slow in bfloat16."""
    if query.is_cuda:
        return F.scaled_dot_product_attention(query, key, value, attn_mask=mask, is_causal=causal)
    found = torch.matmul(query * query.size(-1) ** -0.5, key.transpose(2, 3))
    if causal:
        found = found + torch.full(found.shape[2:], -1e9, dtype=found.dtype).triu(1)
    elif mask is not None:
        found = found.masked_fill(~mask, -1e9)
    return torch.matmul(torch.softmax(found.float(), -1).to(value.dtype), value)


class Layer(nn.Module):
    """Attention to itself, in a decoder to the source, then the feed-forward part; each normed before, added after."""

    def __init__(self, shape: Shape, dropout: float, decoder: bool) -> None:
        super().__init__()
        d = shape.width
        self.decoder, self.dropout = decoder, dropout
        self.self_norm, self.self_attention = nn.LayerNorm(d), Attention(d, shape.heads, cross=False)
        if decoder:
            self.cross_norm, self.cross_attention = nn.LayerNorm(d), Attention(d, shape.heads, cross=True)
        self.feed_norm = nn.LayerNorm(d)
        self.feed_in, self.feed_out = nn.Linear(d, shape.feed_forward), nn.Linear(shape.feed_forward, d)

    def forward(self, x: Tensor, mask: Tensor, memory: Tensor | None = None) -> Tensor:
        own = self.self_attention(self.self_norm(x), None, None if self.decoder else mask, self.decoder)
        x = x + self._dropped(own)
        if self.decoder:
            x = x + self._dropped(self.cross_attention(self.cross_norm(x), memory, mask, False))
        inner = self._dropped(F.relu(self.feed_in(self.feed_norm(x))))
        return x + self._dropped(self.feed_out(inner))

    def _dropped(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.dropout, self.training)


def positions(count: int, width: int) -> Tensor:
    """Return sinusoids (count, width) as CTranslate2 computes them: [sin | cos] halves, the first position is 1."""
    half = width // 2
    inverse = torch.exp(torch.arange(half).float() * -(math.log(10000) / (half - 1)))
    angle = (torch.arange(count).float() + 1)[:, None] * inverse[None]
    return torch.cat([torch.sin(angle), torch.cos(angle)], 1)


class Translator(nn.Module):
    """Source ids (b, s) and shifted target ids (b, t) to hidden states (b, t, d); `logits` makes words of them."""

    def __init__(self, shape: Shape, dropout: float = 0.0) -> None:
        super().__init__()
        self.shape, self.dropout = shape, dropout
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.encoder = nn.ModuleList([Layer(shape, dropout, False) for _ in range(shape.encoder)])
        self.decoder = nn.ModuleList([Layer(shape, dropout, True) for _ in range(shape.decoder)])
        self.encoder_norm, self.decoder_norm = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)
        self.output_bias = nn.Parameter(torch.zeros(shape.vocabulary))
        self.register_buffer("sinusoids", positions(LONGEST, shape.width), persistent=False)
        nn.init.normal_(self.embedding.weight, std=shape.width**-0.5)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)

    def forward(self, source: Tensor, shifted: Tensor) -> Tensor:
        return self.decode(shifted, *self.encode(source))

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """Return the source's states and the mask (b, 1, 1, s) of what is no padding."""
        mask = (source != PADDING)[:, None, None, :]
        x = self._embedded(source)
        for layer in self.encoder:
            x = layer(x, mask)
        return self.encoder_norm(x), mask

    def decode(self, shifted: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        y = self._embedded(shifted)
        for layer in self.decoder:
            y = layer(y, mask, memory)
        return self.decoder_norm(y)

    def logits(self, states: Tensor) -> Tensor:
        return F.linear(states, self.embedding.weight, self.output_bias)

    def _embedded(self, ids: Tensor) -> Tensor:
        x = self.embedding(ids) * math.sqrt(self.shape.width) + self.sinusoids[: ids.size(1)]
        return F.dropout(x, self.dropout, self.training)

    @torch.no_grad()
    def greedy(self, source: Tensor, most: int = 160) -> list[list[int]]:
        """Translate greedily, without a cache: for a look during training."""
        memory, mask = self.encode(source)
        y = torch.full((source.size(0), 1), BEGIN, device=source.device)
        done = torch.zeros(source.size(0), dtype=torch.bool, device=source.device)
        for _ in range(most):
            best = self.logits(self.decode(y, memory, mask)[:, -1]).argmax(-1).masked_fill(done, PADDING)
            y = torch.cat([y, best[:, None]], 1)
            done |= best == END
            if bool(done.all()):
                break
        return [row[: row.index(END)] if END in row else row for row in y[:, 1:].tolist()]


class SmoothedLoss(torch.autograd.Function):
    """Summed label-smoothed loss and plain loss of states (n, d) whose words are ``wanted`` (n,).

    The gradient is made with the loss, a slice at a time and in the logits' own memory: that saves time on a CPU,
    and the logits of a whole batch, most of its memory, are never kept.
    """

    @staticmethod
    def forward(
        ctx: Any, states: Tensor, weight: Tensor, bias: Tensor, wanted: Tensor, smoothing: float, number: torch.dtype
    ) -> tuple[Tensor, Tensor]:
        total, plain = torch.zeros((), device=states.device), torch.zeros((), device=states.device)
        grads = torch.empty_like(states), torch.zeros_like(weight), torch.zeros_like(bias)
        words, low = len(weight), weight.to(number)
        for some in torch.arange(len(states), device=states.device).split(32768 if states.is_cuda else 2048):
            state, goal = states[some].to(number), wanted[some]
            logits = F.linear(state, low).float().add_(bias)
            norm = torch.logsumexp(logits, -1)
            lost = norm - logits.gather(1, goal[:, None]).squeeze(1)
            plain += lost.sum()
            total += ((1 - smoothing) * lost + smoothing * (norm - logits.mean(-1))).sum()
            change = logits.sub_(norm[:, None]).exp_().sub_(smoothing / words)
            change.scatter_add_(1, goal[:, None], torch.full_like(lost, smoothing - 1)[:, None])
            grads[2].add_(change.sum(0))
            change = change.to(number)
            grads[0][some] = (change @ low).to(states.dtype)
            grads[1].add_(change.T @ state)
        ctx.save_for_backward(*grads)
        ctx.mark_non_differentiable(plain)
        return total, plain

    @staticmethod
    def backward(ctx: Any, *outer: Tensor) -> tuple[Tensor | None, ...]:
        return *(grad * outer[0] for grad in ctx.saved_tensors), None, None, None


def smoothed_loss(network: Translator, states: Tensor, wanted: Tensor, smoothing: float) -> tuple[Tensor, Tensor, int]:
    """Return the summed label-smoothed loss, the summed plain one, and over how many pieces."""
    real = wanted != PADDING
    device = states.device.type
    number = torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else torch.float32
    with torch.autocast(device, enabled=False):
        total, plain = SmoothedLoss.apply(
            states[real].float(), network.embedding.weight, network.output_bias, wanted[real], smoothing, number
        )
    return total, plain, int(real.sum())
