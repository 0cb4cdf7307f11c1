"""Starts MiniStack with what it lacks.

MiniStack is pinned and unchanged: each module named here replaces or adds functions of it at start (`replacements`), and says in its
docstring what AWS does and MiniStack does not. Settings come from the environment (see MiniStack.java).
"""

import os

# A session of its own: MiniStack, the functions and the control planes outlive the command that starts them.
os.setsid()

import caller_permissions
import cloudformation
import creation_failures
import dependencies
import ec2_apis
import ecr_apis
import eks_apis
import eks_clusters
import facts
import network_interfaces
import newborn
import permissions
import rds_apis
import rds_parameters
import replacements
import secure_transport
import service_log_groups
import step_functions
import tag_index
from ministack import app

FACTS = (facts, newborn, network_interfaces, dependencies, rds_parameters, caller_permissions, service_log_groups, creation_failures)
SERVICES = (cloudformation, eks_clusters, eks_apis, rds_apis, ecr_apis, ec2_apis)
for stand_in in (*SERVICES, permissions, tag_index, step_functions, *FACTS, secure_transport):
    stand_in.install()

replacements.check()
app.main()
