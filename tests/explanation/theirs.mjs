// Applications that we did not write: their libraries from npm, used as their manuals show it. How they are set up is in SETUP.
import { createRequire } from "node:module";
import path from "node:path";

const setup = JSON.parse(process.env.SETUP);
const packages = process.argv[2];
const load = createRequire(path.join(packages, "x.js"));
const express = load("express");
const app = express();

function withExpressOpenidConnect() {
  const { auth } = load("express-openid-connect");
  app.use(auth({
    issuerBaseURL: setup.issuer, baseURL: setup.address, clientID: setup.client_id, clientSecret: setup.client_secret,
    secret: "a long, randomly-generated string stored in env", authRequired: true,
    authorizationParams: { response_type: "code", scope: "openid profile email" }, ...setup.options,
  }));
  app.get("/", (asked, answer) => answer.send("<h1 id=said>hello</h1>"));
}

function withOidcClientTs() {
  app.use("/lib", express.static(path.join(packages, "oidc-client-ts", "dist", "browser")));
  const page = `<!doctype html><title>app</title><h1 id=said>working</h1><script src=/lib/oidc-client-ts.min.js></script><script>
    const said = (text) => { document.getElementById("said").textContent = text; };
    const manager = new oidc.UserManager({ authority: ${JSON.stringify(setup.issuer)}, client_id: ${JSON.stringify(setup.client_id)},
      redirect_uri: location.origin + "/cb", scope: "openid profile email", ...${JSON.stringify(setup.options)} });
    (async () => {
      try {
        if (location.pathname !== "/cb") return await manager.signinRedirect();
        if (${JSON.stringify(Boolean(setup.forgets))}) { sessionStorage.clear(); localStorage.clear(); }
        await manager.signinRedirectCallback();
        said("hello");
      } catch (error) { said("failed: " + error.message); }
    })();
  </script>`;
  app.get(["/", "/cb"], (asked, answer) => answer.send(page));
}

app.get("/favicon.ico", (asked, answer) => answer.status(204).end());
({ "express-openid-connect": withExpressOpenidConnect, "oidc-client-ts": withOidcClientTs })[setup.library]();
app.use((error, asked, answer, next) => answer.status(error.status || 500).send(`<h1 id=said>${error.message}</h1>`));
app.listen(setup.port, "127.0.0.1", () => console.log("listening"));
process.stdin.resume().on("end", () => process.exit());
