const { ConfidentialClientApplication } = require('@azure/msal-node');
const { ConfigurationBotFrameworkAuthentication } = require('botbuilder');
const { MsalServiceClientCredentialsFactory } = require('botframework-connector');

/** What the bot asks for its tokens. MSAL takes an authority with https only, but not what is at it: so it is told. */
function credentials(appId, appPassword, authority) {
  const { host, pathname } = new URL(authority);
  const at = (path) => `${authority}${path}`;
  return new MsalServiceClientCredentialsFactory(appId, new ConfidentialClientApplication({
    auth: {
      clientId: appId,
      clientSecret: appPassword,
      authority: `https://${host}${pathname}`,
      knownAuthorities: [host],
      authorityMetadata: JSON.stringify({
        issuer: at('/v2.0'), token_endpoint: at('/oauth2/v2.0/token'), authorization_endpoint: at('/oauth2/v2.0/authorize'), jwks_uri: at('/discovery/v2.0/keys'),
      }),
    },
  }));
}

/** Of a bot whose channel is the emulator with the option `issuer`: `authority` is its `emulator.authority`. Once one is set, none has a default. */
function authenticationAt(authority, appId, appPassword) {
  const settings = {
    MicrosoftAppId: appId,
    MicrosoftAppPassword: appPassword,
    ToBotFromChannelTokenIssuer: `${authority}/v2.0`,
    ToBotFromChannelOpenIdMetadataUrl: `${authority}/v2.0/.well-known/openid-configuration`,
    ToBotFromEmulatorOpenIdMetadataUrl: `${authority}/v2.0/.well-known/openid-configuration`,
    ToChannelFromBotLoginUrl: authority,
    ToChannelFromBotOAuthScope: 'https://api.botframework.com',
    OAuthUrl: authority,
    CallerId: 'urn:botframework:azure',
    ValidateAuthority: 'false',
  };
  return new ConfigurationBotFrameworkAuthentication(settings, credentials(appId, appPassword, authority));
}

/** Without an app id nobody has to show who he is. */
exports.authentication = ({ AUTHORITY: authority, MicrosoftAppId: appId, MicrosoftAppPassword: appPassword }) =>
  appId ? authenticationAt(authority, appId, appPassword) : new ConfigurationBotFrameworkAuthentication({});
