"""The server of a browser test: no login, Galata's helper extension beside ours."""

from pathlib import Path

import jupyterlab.galata

c = get_config()  # noqa: F821

c.IdentityProvider.token = ""
c.ServerApp.disable_check_xsrf = True
c.ServerApp.open_browser = False
c.ServerApp.port_retries = 0
for app in (c.LabApp, c.JupyterNotebookApp):
    app.expose_app_in_browser = True
c.LabServerApp.extra_labextensions_path = str(Path(jupyterlab.galata.__file__).parent)
