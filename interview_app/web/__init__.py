"""Pages and endpoints: floor 4. A view translates: it loads a form, calls one service, redirects or renders.

No rule, no query and no commit lives here. Each view names the action it needs with `@allows`; one that names none is
refused.
"""
