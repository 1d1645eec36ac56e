# In the container: every action of mmcli for a modem that speaks QMI, as both
# tables in docs/mmcli.md have it.
# simodem: --apn internet --profile generic --pin 1234
# with: docs/mmcli.md
# with: tests/package/mmcli.sh
speaks=qmi
# A device of no maker's is not found by itself.
mkdir -p /etc/attache.d
echo 'device: "usb:1209:0001"' >/etc/attache.d/device.yaml
. /run/test/mmcli.sh
