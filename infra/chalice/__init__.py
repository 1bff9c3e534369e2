"""The same shop deployed by Chalice: the rooms' route tables through one adapter, all else from `template.yaml`.

adapter.py    the Chalice app; the one file of these that is deployed
merge.py      what Chalice's package is merged with, derived from the template
project.py    a Chalice project of both, and the package that Chalice makes of it
serving.py    `chalice local` beside a running shop, for a quick try
here.py       the app in this process, for tests and the benchmark

    python -m infra.chalice package      # make chalice-package; needs no credentials
    python -m infra.chalice local        # make chalice-local; its tokens are not verified
    make run DEPLOY=chalice              # or demo, serve: the local cloud with it; `local_cloud(…, by="chalice")`

Chalice has one function for all routes: `APIHandler`, with the role `ApiHandlerRole`, behind the API `RestAPI`. The
template's names of the rooms' HTTP functions and their roles are told as these, also in the outputs: whoever reads
`ListingFunctionName` finds the function that answers listing's routes, whichever way the shop was deployed.

Chalice is in an environment of its own, `.local/venv/chalice`, with what the rooms import; it is a dependency of the
tools alone. Of Chalice itself two files are deployed, which its packager puts into the one function's code.
"""
