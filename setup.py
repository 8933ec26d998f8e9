"""What a wheel carries besides Python: the Lab bundle, the server's configuration and the bundled curriculum."""

from jupyter_packaging import get_data_files
from setuptools import setup

LAB = "share/jupyter/labextensions/dl-curriculum-ext"

setup(
    data_files=get_data_files(
        [
            (LAB, "dl_curriculum_ext/labextension", "**"),
            (LAB, ".", "install.json"),
            ("etc/jupyter/jupyter_server_config.d", "jupyter-config/server-config", "dl_curriculum_ext.json"),
            ("share/jupyter/curricula/deep-learning", "curriculum", "**"),
        ]
    )
)
