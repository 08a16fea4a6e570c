"""How Sphinx builds these pages: `make docs`. Neither that nor a reader needs a network."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["MPLBACKEND"] = "Agg"
sys.path.insert(0, str(Path(__file__).parent / "building"))

from gdsim.base.version import __version__ as release

project, author, copyright = "gdsim", "The gdsim developers", "The gdsim developers, MIT licence"
extensions = ["myst_parser", "sphinx.ext.autodoc", "pages"]
root_doc = "index"
exclude_patterns = ["_build"]
myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]  # blocks of output, which are no code
html_math_renderer = "mathml"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 80
add_module_names = False

html_theme = "furo"
html_title = f"gdsim {release}"
html_favicon = html_logo = "../assets/icon/gdsim.svg"
html_static_path = ["style"]
html_css_files = ["gdsim.css"]
html_copy_source = html_show_sourcelink = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#2F6FEB", "color-brand-content": "#2F6FEB"},
    "dark_css_variables": {"color-brand-primary": "#6EA0FF", "color-brand-content": "#6EA0FF"},
}
