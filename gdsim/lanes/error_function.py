"""The error function: a polynomial near 0, and 1 - e**-g(|x|) with a polynomial g beyond it.

g is fitted to -log(erfc(x)), its error weighted by erfc / erf. Coefficients are minimax, as in
`gdsim.lanes.exponential`.
"""

from __future__ import annotations

from gdsim.lanes.arithmetic import Number, abs, by_precision, copysign, fma, minimum, select
from gdsim.lanes.exponential import exp


def _erf_single(x: Number) -> Number:
    a = abs(x)
    z = a * a
    p = fma(8.002774848137051e-05, z, -0.0008050804026424885)
    p = fma(p, z, 0.0051924604922533035)
    p = fma(p, z, -0.026855740696191788)
    p = fma(p, z, 0.11283625662326813)
    p = fma(p, z, -0.3761262893676758)
    p = fma(p, z, 0.12837916612625122)
    c = minimum(4.0, a)
    g = fma(-0.0001924359967233613, c, 0.003008588682860136)
    g = fma(g, c, -0.02208772487938404)
    g = fma(g, c, 0.10364034026861191)
    g = fma(g, c, 0.6375170946121216)
    g = fma(g, c, 1.1274749040603638)
    g = fma(g, c, 0.00024473608937114477)
    return copysign(select(a < 0.95, fma(p, a, a), 1.0 - exp(-g)), x)


def _erf_double(x: Number) -> Number:
    """The error function, 2 / sqrt(pi) times the integral of e**-t**2 from 0 to x."""
    a = abs(x)
    z = a * a
    p = fma(-7.779434442828472e-10, z, 1.3710961884931921e-08)
    p = fma(p, z, -1.6206309422850978e-07)
    p = fma(p, z, 1.6447130999199484e-06)
    p = fma(p, z, -1.4924712255289854e-05)
    p = fma(p, z, 0.00012055293574457186)
    p = fma(p, z, -0.0008548325929232601)
    p = fma(p, z, 0.005223977606116762)
    p = fma(p, z, -0.026866170643111257)
    p = fma(p, z, 0.11283791670944184)
    p = fma(p, z, -0.3761263890318352)
    p = fma(p, z, 0.12837916709551256)
    c = minimum(6.0, a)
    g = fma(4.9282328212177234e-12, c, -2.0448198960396645e-10)
    g = fma(g, c, 3.934018470026835e-09)
    g = fma(g, c, -4.642038972340344e-08)
    g = fma(g, c, 3.732850806943604e-07)
    g = fma(g, c, -2.135584273730175e-06)
    g = fma(g, c, 8.666792930026445e-06)
    g = fma(g, c, -2.282135518648092e-05)
    g = fma(g, c, 2.0263880536556107e-05)
    g = fma(g, c, 0.0001350556859089264)
    g = fma(g, c, -0.0007706512709579416)
    g = fma(g, c, 0.0019159530231078314)
    g = fma(g, c, -0.00041063703314240017)
    g = fma(g, c, -0.01899017224570111)
    g = fma(g, c, 0.10270343598454053)
    g = fma(g, c, 0.6366436293992104)
    g = fma(g, c, 1.128374089175191)
    g = fma(g, c, 5.028819290322096e-07)
    return copysign(select(a < 1.0, fma(p, a, a), 1.0 - exp(-g)), x)


erf = by_precision(_erf_single, _erf_double)
