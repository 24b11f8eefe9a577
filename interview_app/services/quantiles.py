"""The distributions behind intervals, as SciPy has them; loaded when a first interval is worked out."""

from __future__ import annotations


class Distributions:
    """F and Student's t, as domain.agreement.Quantiles asks for them."""

    def f(self, share: float, above: float, below: float) -> float:
        """The value under which that share of F lies."""
        from scipy.special import fdtri

        return float(fdtri(above, below, share))

    def t(self, share: float, freedom: float) -> float:
        """The value under which that share of Student's t lies."""
        from scipy.special import stdtrit

        return float(stdtrit(freedom, share))
