"""What MiniStack leaves out of EC2.

Client tokens: EC2 answers a create call that repeats an earlier call's ClientToken with the first call's answer, and makes nothing.
NAT gateways: DescribeNatGateways answers the gateway's addresses, the elastic IP's allocation among them.
"""

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2

IDEMPOTENT = ("CreateNatGateway", "CreateVpcEndpoint", "CreateFlowLogs", "CreateLaunchTemplate", "RunInstances")

answers = {}  # (account, region, action, token) -> answer


def idempotent(action, original):
    def call(parameters):
        token = ec2._p(parameters, "ClientToken")
        key = (get_account_id(), get_region(), action, token)
        if token and key in answers:
            return answers[key]
        answer = original(parameters)
        if token and answer[0] == 200:
            answers[key] = answer
        return answer

    return call


def with_nat_addresses(original):
    def call(parameters):
        status, headers, body = original(parameters)
        text = body.decode()
        for gateway in ec2._nat_gateways.values():
            before, found, after = text.partition(f"<natGatewayId>{gateway['NatGatewayId']}</natGatewayId>")
            if found:
                text = before + found + after.replace("<natGatewayAddressSet/>", _address_set(gateway), 1)
        return status, headers, text.encode()

    return call


def _address_set(gateway):
    allocation = gateway.get("AllocationId")
    if not allocation:
        return "<natGatewayAddressSet></natGatewayAddressSet>"
    address = ec2._addresses.get(allocation) or {}
    return (
        "<natGatewayAddressSet><item>"
        f"<allocationId>{allocation}</allocationId><publicIp>{address.get('PublicIp', '')}</publicIp>"
        "<isPrimary>true</isPrimary><status>succeeded</status>"
        "</item></natGatewayAddressSet>"
    )


def install():
    for action in ("CreateNatGateway", "DescribeNatGateways"):
        ec2._ACTION_MAP[action] = with_nat_addresses(ec2._ACTION_MAP[action])
    for action in IDEMPOTENT:
        ec2._ACTION_MAP[action] = idempotent(action, ec2._ACTION_MAP[action])
