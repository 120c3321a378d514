// A served data folder with people in it, made over HTTP as people would make it.
import crypto from 'node:crypto';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from './client.mjs';
import { startAccord } from './server.mjs';

export const password = 'four plain words here';

// Wall time in Brussels, as the form of publication takes it, some seconds from now.
export function brussels(secondsAhead) {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Brussels', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
    .formatToParts(new Date(Date.now() + secondsAhead * 1000));
  const at = Object.fromEntries(parts.map((p) => [p.type, p.value]));
  return `${at.year}-${at.month}-${at.day}T${at.hour}:${at.minute}:${at.second}`;
}

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function temporaryFolder() {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'accord-http-'));
}

export async function giveToken(person) {
  const made = await person.post('/me/tokens', { name: 'test' }, { as: 'browser', headers: { 'x-csrf-token': await person.csrf('/me') } });
  assert.equal(made.status, 201, made.text);
  person.token = made.json().token;
}

export class World {
  static async start({ folder = temporaryFolder(), args = [] } = {}) {
    const world = new World();
    world.folder = folder;
    world.args = args;
    world.people = {};
    await world.serve();
    return world;
  }
  async serve() {
    this.server = await startAccord(['serve', '--data', this.folder, '--listen', '127.0.0.1:0', ...this.args]);
    this.port = this.server.port;
    this.url = this.server.url;
    for (const person of Object.values(this.people)) person.port = this.port;
    this.link = /\/join\/[\w-]+/.exec(this.server.output())?.[0] ?? null;
  }
  async restart() {
    await this.server.stop();
    await this.serve();
  }
  async end() {
    await this.server.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
  // Accepts an invitation and makes a token, so that the person can call as a program.
  async join(key, link, name, email = '') {
    const person = new Client(this.port, key);
    const done = await person.submit(link, { name, email, password }, { page: link });
    assert.equal(done.status, 303, done.text);
    await giveToken(person);
    return (this.people[key] = person);
  }
  administrator() {
    return this.join('admin', this.link, 'Ada Administrator', 'ada@example.org');
  }
  async invitation(by, { name, email, role, category = '', organisation = '', instrument }) {
    const made = await by.post('/office/invitations', { name, email, role, category, organisation, instrument });
    assert.equal(made.status, 201, made.text);
    return new URL(made.json().url).pathname;
  }
  async invited(by, key, details) {
    const email = `${key}@example.org`;
    return this.join(key, await this.invitation(by, { email, ...details }), details.name, email);
  }
  async instrument(slug, title = `Code ${slug}`) {
    const made = await this.people.admin.post('/office/instruments', { slug, title });
    assert.equal(made.status, 201, made.text);
  }
  async draft(by, slug, text, fields = {}) {
    const made = await by.post(`/office/i/${slug}/drafts/next/upload`, { text, name: 'draft.md', ...fields });
    assert.equal(made.status, 201, made.text);
    return made.json().draft;
  }
  async publish(by, slug, number, fields = {}) {
    const made = await by.post(`/office/i/${slug}/drafts/${number}/publish`, { confirm: 'yes', ...fields });
    assert.equal(made.status, 201, made.text);
    return made.json();
  }
  async file(by, slug, round, fields = {}) {
    return by.post(`/i/${slug}/rounds/${round}/submission`, { idempotency_key: crypto.randomUUID(), consent: 'yes', privacy_version: 'privacy-1', do: 'file', ...fields });
  }
}
