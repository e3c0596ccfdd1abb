// What the parts of the cluster are told. All of them listen on 127.0.0.1 only.

/** A leader that says nothing for so long has lost its place. Patroni's own value is 30. */
const TTL_S = 15
/** Twice this and one round must fit into the time above. */
const RETRY_S = 5
const ROUND_S = 2
/** HAProxy asks once a second, and believes the second failure. */
const FAILED_CHECKS = 2
/** LISTEN says nothing for as long as nothing happens: a proxy must not take that for dead. */
const IDLE = '12h'

export interface MemberPlace {
  readonly name: string
  readonly folder: string
  readonly postgresPort: number
  readonly restPort: number
}

export interface Passwords {
  readonly superuser: string
  readonly replication: string
}

export function etcdArguments(folder: string, clientPort: number, peerPort: number): string[] {
  const [client, peer] = [`http://127.0.0.1:${clientPort}`, `http://127.0.0.1:${peerPort}`]
  const settings = {
    name: 'etcd',
    'data-dir': folder,
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `etcd=${peer}`,
  }
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
}

/** As JSON, which is YAML as well. */
export function patroniSettings(
  member: MemberPlace,
  etcdPort: number,
  postgresPrograms: string,
  passwords: Passwords,
): string {
  const rest = `127.0.0.1:${member.restPort}`
  const postgres = `127.0.0.1:${member.postgresPort}`
  return JSON.stringify({
    scope: 'chaos',
    name: member.name,
    restapi: { listen: rest, connect_address: rest },
    etcd3: { hosts: [`127.0.0.1:${etcdPort}`] },
    bootstrap: {
      dcs: {
        ttl: TTL_S,
        loop_wait: ROUND_S,
        retry_timeout: RETRY_S,
        synchronous_mode: true,
        postgresql: { use_pg_rewind: true, use_slots: true },
      },
      initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }, 'data-checksums'],
    },
    postgresql: {
      listen: postgres,
      connect_address: postgres,
      data_dir: `${member.folder}/data`,
      bin_dir: postgresPrograms,
      pgpass: `${member.folder}/pgpass`,
      authentication: {
        superuser: { username: 'postgres', password: passwords.superuser },
        replication: { username: 'replicator', password: passwords.replication },
      },
      pg_hba: [
        'host all all 127.0.0.1/32 scram-sha-256',
        'host replication replicator 127.0.0.1/32 scram-sha-256',
      ],
      parameters: {
        unix_socket_directories: member.folder,
        password_encryption: 'scram-sha-256',
        synchronous_commit: 'on',
        shared_buffers: '64MB',
        wal_keep_size: '128MB',
        jit: 'off',
        timezone: 'UTC',
      },
    },
    watchdog: { mode: 'off' },
  })
}

/** One port, behind which is whoever leads: Patroni says so at `/primary`. */
export function haproxySettings(port: number, members: readonly MemberPlace[]): string {
  const servers = members.map(
    ({ name, postgresPort, restPort }) =>
      `  server ${name} 127.0.0.1:${postgresPort} check port ${restPort}`,
  )
  return `defaults
  mode tcp
  timeout connect 3s
  timeout check 3s
  timeout client ${IDLE}
  timeout server ${IDLE}

listen postgres
  bind 127.0.0.1:${port}
  option httpchk OPTIONS /primary
  http-check expect status 200
  default-server inter 1s fall ${FAILED_CHECKS} rise 1 on-marked-down shutdown-sessions
${servers.join('\n')}
`
}
