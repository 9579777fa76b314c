"""The template of the gateway: what only shows when it is deployed a second time."""

import hashlib
import json

import yaml

from . import gateway


def test_a_change_of_the_method_is_a_new_deployment():
    """CloudFormation makes a deployment once; the stage goes on with it whatever changed since."""
    with open(gateway.FILE, encoding="utf-8") as handle:
        resources = yaml.load(handle, gateway._Loader)["Resources"]
    deployed = {name: resources[name] for name in ("Beat", "Validator", "V1", "BeatPath", "PostBeat")}
    digest = hashlib.sha256(json.dumps(deployed, sort_keys=True).encode()).hexdigest()[:8]
    names = [name for name, r in resources.items() if r["Type"] == "AWS::ApiGateway::Deployment"]
    assert names == [f"Deployment{digest}"], "name the deployment, and the stage's, like this"
