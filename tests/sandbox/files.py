"""What `up` writes for the client: AWS configuration, candor.conf, and env to be sourced."""

import os
import secrets
import shlex

from . import beats, fleet, metadata_writer

HEARTBEAT = "every 10s grace 5s"  # in demo.conf: where a receiver runs
UNSET = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_DEFAULT_PROFILE",
         "AWS_SECURITY_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE",
         "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")


def write_all(directory, installations, ports):
    """directory: absolute; ports: {"https", "http", "control"}."""
    for name in ("aws", "config/candor", "state", "cache"):
        _make(directory, name)
    _write(directory, "aws/config", _aws_config())
    _write(directory, "aws/credentials", _aws_credentials())
    _write(directory, "aws/jo.mfa", fleet.JO.mfa_seed + "\n")
    _write(directory, "config/candor/candor.conf", _candor_conf(installations))
    for place in fleet.INSTALLATIONS:
        _write(directory, f"config/candor/{place.name}.pub", beats.public_pem(place.name))
    _write(directory, "config/candor/demo.conf", _candor_conf(installations, HEARTBEAT))
    _write(directory, "ports", "".join(f"{n} {p}\n" for n, p in sorted(ports.items())))
    _write(directory, "env", _env(directory, ports))


def _make(directory, name):
    path = directory
    for part in name.split("/"):
        path = os.path.join(path, part)
        os.makedirs(path, mode=0o700, exist_ok=True)


def _write(directory, name, text):
    path = os.path.join(directory, name)
    part = path + ".part"
    with open(part, "w", encoding="utf-8",
              opener=lambda p, flags: os.open(p, flags, 0o600)) as handle:
        handle.write(text)
    os.replace(part, path)


def _aws_config():
    sections = []
    for person, role_profile in ((fleet.MIRA, "ops"), (fleet.JO, "ops-jo")):
        sections.append(f"[profile {person.profile}]\nregion = {fleet.HOME_REGION}\n")
        lines = [f"[profile {role_profile}]", f"region = {fleet.HOME_REGION}",
                 f"role_arn = {person.role_arn}", f"source_profile = {person.profile}",
                 f"role_session_name = {person.email}"]
        lines.append("# New in each run, so that no tool reuses cached keys of an earlier sandbox.")
        lines.append(f"external_id = run-{secrets.token_hex(6)}")
        if person.mfa_seed:
            lines.append(f"mfa_serial = {person.mfa_serial}")
        sections.append("\n".join(lines) + "\n")
    sections.append(
        f"[sso-session {fleet.SSO_SESSION}]\nsso_start_url = {fleet.SSO_START_URL}\n"
        f"sso_region = {fleet.HOME_REGION}\nsso_registration_scopes = sso:account:access\n")
    sections.append(
        f"[profile mira-sso]\nregion = {fleet.HOME_REGION}\nsso_session = {fleet.SSO_SESSION}\n"
        f"sso_account_id = {fleet.VENDOR}\nsso_role_name = {fleet.SSO_PERMISSION_SET}\n")
    sections.append(
        f"[profile ops-sso]\nregion = {fleet.HOME_REGION}\nrole_arn = {fleet.MIRA.role_arn}\n"
        f"source_profile = mira-sso\nrole_session_name = {fleet.MIRA.email}\n"
        f"external_id = run-{secrets.token_hex(6)}\n")
    for admin in fleet.ADMINS:
        sections.append(f"[profile {admin.profile}]\nregion = {fleet.HOME_REGION}\n")
    return "\n".join(sections)


def _aws_credentials():
    people = (fleet.MIRA, fleet.JO, *fleet.ADMINS)
    return "\n".join(f"[{p.profile}]\naws_access_key_id = {p.access_key}\n"
                     f"aws_secret_access_key = {p.secret}\n" for p in people)


def _candor_conf(installations, heartbeat=None):
    """With `heartbeat` the installations of the seed are expected to send such."""
    lines = ["[vendor]", f"domain   = {fleet.VENDOR_DOMAIN}", "",
             "[operator]", "profile  = ops", "identity = role"]
    for place in installations.values():
        policy = f"arn:aws:iam::{place.account}:policy/Candor"
        lines += ["", f"[installation {place.name}]",
                  f"customer       = {place.customer}",
                  f"account        = {place.account}",
                  f"region         = {place.region}",
                  f"role_arn       = arn:aws:iam::{place.account}:role/{fleet.ROLE}",
                  f"external_id    = {place.configured_external_id}",
                  f"policy_observe = {policy}Observe",
                  f"policy_operate = {policy}Operate",
                  f"policy_debug   = {policy}Debug",
                  f"stacks         = {place.name}-*"]
        if place.name in metadata_writer.STORIES:
            lines.append(f"metadata       = s3://{metadata_writer.bucket(place)}/"
                         f"{metadata_writer.PREFIX}")
        if heartbeat and place in fleet.INSTALLATIONS:
            lines += [f"heartbeat      = {heartbeat}", f"heartbeat_key  = {place.name}.pub"]
    return "\n".join(lines) + "\n"


def _env(directory, ports):
    values = {
        "AWS_CONFIG_FILE": f"{directory}/aws/config",
        "AWS_SHARED_CREDENTIALS_FILE": f"{directory}/aws/credentials",
        "AWS_PROFILE": "ops",
        "AWS_REGION": fleet.HOME_REGION,
        "AWS_DEFAULT_REGION": fleet.HOME_REGION,  # the one that aws CLI v1 and boto3 read
        "AWS_ENDPOINT_URL": f"https://127.0.0.1:{ports['https']}",
        "AWS_CA_BUNDLE": f"{directory}/ca.pem",
        "AWS_EC2_METADATA_DISABLED": "true",
        "CANDOR_CONFIG": f"{directory}/config/candor/candor.conf",
        "XDG_CONFIG_HOME": f"{directory}/config",
        "XDG_STATE_HOME": f"{directory}/state",
        "XDG_CACHE_HOME": f"{directory}/cache",
        "SANDBOX_CONTROL": f"http://127.0.0.1:{ports['control']}",
        "SANDBOX_HTTP": f"http://127.0.0.1:{ports['http']}",
    }
    lines = [f"unset {' '.join(UNSET)}"]
    lines += [f"{n}={shlex.quote(v)}; export {n}" for n, v in values.items()]
    return "# Sourced by a POSIX shell; written by scripts/sandbox up.\n" + "\n".join(lines) + "\n"
