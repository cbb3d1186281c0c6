/** The connection of a client, whichever role it has. */
import { Client, Role } from '../../clients/client';
import { Connection } from './connection';
import { asConsumer } from './consumer';
import { asProducer } from './producer';

export function connectionOf(client: Client): Connection {
	return client.role == Role.Producer
		? asProducer(client).connection
		: asConsumer(client).connection;
}
