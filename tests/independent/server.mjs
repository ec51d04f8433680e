// An OpenID Provider that we did not write, for tests: oidc-provider, on a free port of 127.0.0.1.
//
//   CLIENTS='[{"client_id": ...}, ...]' node server.mjs file:///.../oidc-provider/lib/index.js
//
// It prints one line of JSON, {"issuer": ...}, when it is ready, and ends when its standard input ends: so it goes
// when the test goes, however that happens.
import { createServer } from "node:http";
import { generateKeyPairSync } from "node:crypto";

const { default: Provider } = await import(process.argv[2]);

const signingKey = (kty, options, alg) => ({
  ...generateKeyPairSync(kty, options).privateKey.export({ format: "jwk" }), alg, use: "sig", kid: alg,
});

const person = (sub) => ({
  sub,
  name: `${sub} of the tests`,
  email: `${sub}@example.com`,
  email_verified: true,
  phone_number: "+1 555 0100",
  address: { locality: "Testville" },
});

const configuration = {
  clients: JSON.parse(process.env.CLIENTS),
  jwks: { keys: [signingKey("rsa", { modulusLength: 2048 }, "RS256"), signingKey("ec", { namedCurve: "P-256" }, "ES256")] },
  claims: {
    openid: ["sub"],
    profile: ["name"],
    email: ["email", "email_verified"],
    phone: ["phone_number"],
    address: ["address"],
  },
  findAccount: (_, id) => ({ accountId: id, claims: () => person(id) }),
  features: {
    devInteractions: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
  },
  pkce: { required: (_, client) => client.clientAuthMethod === "none" },
};

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  server.on("request", new Provider(issuer, configuration).callback());
  console.log(JSON.stringify({ issuer }));
});

process.stdin.on("end", () => process.exit()).resume();
