// Drives the unmodified Pipedrive client for Node against the address in the first argument, which is one JSON object:
// {"api_domain", "api_token", "client_id", "client_secret", "receiver"}. Prints one JSON object with what it saw.

import pipedrive from 'pipedrive';

const { v1, v2 } = pipedrive;
const standin = JSON.parse(process.argv[2]);
const withToken = (api, version) =>
  new api(new version.Configuration({
    apiKey: standin.api_token,
    basePath: `${standin.api_domain}/api/${version === v1 ? 'v1' : 'v2'}`,
  }));
const seen = {};

async function fields() {
  const api = withToken(v2.PersonFieldsApi, v2);
  const made = await api.addPersonField({
    AddPersonFieldRequest: { field_name: 'Colour', field_type: 'enum', options: [{ label: 'red' }, { label: 'blue' }] },
  });
  const list = await api.getPersonFields({ limit: 500 });
  seen.fields = {
    code: made.data.field_code,
    listed: list.data.some((each) => each.field_code === made.data.field_code),
  };
  return made.data.field_code;
}

async function persons(code) {
  const api = withToken(v2.PersonsApi, v2);
  const organizations = withToken(v2.OrganizationsApi, v2);
  const organization = await organizations.addOrganization({
    AddOrganizationRequest: { name: 'Analytical Engines', address: { value: 'London' } },
  });
  const made = [];
  for (let number = 0; number < 5; number += 1) {
    const answer = await api.addPerson({
      AddPersonRequest: {
        name: `Ada King${number}`,
        org_id: organization.data.id,
        emails: [{ value: `ada${number}@x.example`, primary: true, label: 'work' }],
        custom_fields: { [code]: 2 },
      },
    });
    made.push(answer.data.id);
  }
  const changed = await api.updatePerson({ id: made[0], UpdatePersonRequest: { name: 'Ada Lovelace' } });
  await api.deletePerson({ id: made[4] });
  const gone = await api.getPerson({ id: made[4] });
  const found = await api.searchPersons({ term: 'Ada Love' });
  seen.persons = {
    changed: changed.data.last_name,
    colour: changed.data.custom_fields[code],
    gone: gone.data.is_deleted,
    found: found.data.items.map((each) => each.item.name),
    pages: await pages(api, organization.data.id),
  };
  return { made, organization: organization.data.id };
}

async function pages(api, organization) {
  const sizes = [];
  let cursor;
  do {
    const page = await api.getPersons({ org_id: organization, limit: 3, cursor });
    sizes.push(page.data.length);
    cursor = page.additional_data.next_cursor;
  } while (cursor);
  return sizes;
}

async function merge(made, organization) {
  const api = withToken(v1.PersonsApi, v1);
  const kept = await api.mergePersons({ id: made[1], MergePersonsRequest: { merge_with_id: made[0] } });
  const organizations = withToken(v2.OrganizationsApi, v2);
  const other = await organizations.addOrganization({ AddOrganizationRequest: { name: 'Difference Engines' } });
  const merged = await withToken(v1.OrganizationsApi, v1).mergeOrganizations({
    id: other.data.id,
    MergeOrganizationsRequest: { merge_with_id: organization },
  });
  const log = await api.getPersonChangelog({ id: made[0] });
  seen.merge = {
    kept: kept.data.id === made[0],
    emails: kept.data.email.map((each) => each.value),
    organization: merged.data.id === organization,
    logged: log.data.map((each) => each.field_key),
  };
}

async function dealsAndActivities(made) {
  const deals = withToken(v2.DealsApi, v2);
  const deal = await deals.addDeal({ AddDealRequest: { title: 'Engine', person_id: made[0], value: 5 } });
  const won = await deals.updateDeal({ id: deal.data.id, UpdateDealRequest: { status: 'won' } });
  const activities = withToken(v2.ActivitiesApi, v2);
  const activity = await activities.addActivity({
    AddActivityRequest: {
      subject: 'Tea',
      type: 'lunch',
      due_date: '2026-11-24',
      due_time: '15:00:00',
      duration: '01:00:00',
      deal_id: deal.data.id,
      participants: [{ person_id: made[0], primary: true }],
    },
  });
  const done = await activities.updateActivity({ id: activity.data.id, AddActivityRequest: { done: true } });
  seen.deals = { status: won.data.status, closed: won.data.won_time !== null };
  seen.activities = {
    person: activity.data.person_id === made[0],
    done: done.data.done,
    listed: (await activities.getActivities({ done: true })).data.length,
  };
}

async function usersAndWebhooks() {
  const users = withToken(v1.UsersApi, v1);
  const me = await users.getCurrentUser();
  const api = withToken(v1.WebhooksApi, v1);
  const made = await api.addWebhook({
    AddWebhookRequest: {
      subscription_url: standin.receiver,
      event_action: '*',
      event_object: 'person',
      name: 'client',
      version: '2.0',
    },
  });
  const person = await withToken(v2.PersonsApi, v2).addPerson({ AddPersonRequest: { name: 'Heard Person' } });
  await withToken(v2.PersonsApi, v2).deletePerson({ id: person.data.id });
  const listed = await api.getWebhooks();
  await api.deleteWebhook({ id: made.data.id });
  seen.users = { me: me.data.name, company: me.data.company_id, all: (await users.getUsers()).data.length };
  seen.webhooks = { status: made.status, listed: listed.data.length, left: (await api.getWebhooks()).data.length };
}

async function oauth() {
  const oauth2 = new v2.OAuth2Configuration({
    clientId: standin.client_id,
    clientSecret: standin.client_secret,
    redirectUri: 'http://127.0.0.1:9/callback',
    host: standin.api_domain,
  });
  const consent = await fetch(oauth2.authorizationUrl, { redirect: 'manual' });
  const token = await oauth2.authorize(new URL(consent.headers.get('location')).searchParams.get('code'));
  const refreshed = await oauth2.tokenRefresh();
  const api = new v2.PersonsApi(new v2.Configuration({ accessToken: oauth2.getAccessToken, basePath: oauth2.basePath }));
  const listed = await api.getPersons({ limit: 1 });
  await oauth2.revokeToken('refresh_token');
  const refused = await api.getPersons({ limit: 1 }).catch((error) => error);
  seen.oauth = {
    domain: token.api_domain,
    same: token.refresh_token === refreshed.refresh_token,
    fresh: token.access_token !== refreshed.access_token,
    listed: listed.success,
    refused: refused.errorCode ?? refused.response?.status ?? String(refused),
  };
}

const code = await fields();
const { made, organization } = await persons(code);
await merge(made, organization);
await dealsAndActivities(made);
await usersAndWebhooks();
await oauth();
process.stdout.write(`${JSON.stringify(seen)}\n`);
