/* A program that is not attache and asks a modem beside it. Status 0: attache
 * and the modem have answered. Usage: outside_client SOCKET */
#include <attache_client.h>
#include <attache_mbim.h>

#include <poll.h>
#include <stdio.h>

static struct att_client client;

/* Waiting is simple: of attache itself, where it stands. */
static int ask_attache(void)
{
	struct mbim_attache_status_response status;
	struct att_client_answer answer;
	char state[64];
	int err = att_client_call(
		&client, &mbim_services[MBIM_SERVICE_ATTACHE].uuid,
		MBIM_CID_ATTACHE_STATUS, false, 0, 5000, &answer);

	if (!err && answer.status)
		err = ATT_E_STATE;
	if (!err)
		err = mbim_attache_status_response_decode(answer.body, &status);
	if (!err)
		err = att_str_get(&status.attach_state, state, sizeof(state));
	if (err < 0)
		return err;
	printf("attach_state %s\n", state);
	return 0;
}

/* With an event loop; this one knows no more than this socket. */
static void on_signal(void *with, uint32_t status, struct att_bytes body)
{
	struct mbim_basic_connect_signal_state_response signal;
	int *rssi = (int *)with;

	if (status == MBIM_STATUS_NONE &&
	    !mbim_basic_connect_signal_state_response_decode(body, &signal))
		*rssi = (int)signal.rssi;
	else
		*rssi = -1;
}

static int ask_modem(void)
{
	int rssi = -2;
	int err = att_client_ask(
		&client, &mbim_services[MBIM_SERVICE_BASIC_CONNECT].uuid,
		MBIM_CID_BASIC_CONNECT_SIGNAL_STATE, false, 0, on_signal,
		&rssi);

	while (!err && rssi == -2) {
		struct pollfd p = {att_client_fd(&client), POLLIN, 0};

		if (att_client_unsent(&client))
			p.events |= POLLOUT;
		if (poll(&p, 1, 5000) <= 0)
			return ATT_E_TIMEOUT;
		err = att_client_handle(&client);
	}
	if (err || rssi < 0)
		return err ? err : ATT_E_STATE;
	printf("rssi %d\n", rssi);
	return 0;
}

int main(int argc, char **argv)
{
	struct att_client_options options = {NULL, NULL, NULL, NULL};
	int err;

	options.path = argc > 1 ? argv[1] : NULL;
	err = att_client_open(&client, &options);
	if (!err)
		err = ask_attache();
	if (!err)
		err = ask_modem();
	att_client_close(&client);
	if (err)
		fprintf(stderr, "%s\n", att_errors_text(err));
	return err ? 1 : 0;
}
