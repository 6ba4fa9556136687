/** The people who work here: let in, moved to another post, locked out, given a new password. */
import { Button, Empty, Input, Popconfirm, Table, Tag, type TableColumnsType } from "antd";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { people } from "../api/endpoints";
import type { Person, PersonWithPassword } from "../api/types";
import { useDepartments } from "../draft/catalogue";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { PasswordOnce } from "./PasswordOnce";
import { PersonDialog } from "./PersonDialog";
import { PersonHistory } from "./PersonHistory";

const KEY = ["people"];

export function PeoplePage() {
  const client = useQueryClient();
  const [sought, setSought] = useState("");
  const [open, setOpen] = useState<Person | "new" | null>(null);
  const [made, setMade] = useState<PersonWithPassword | null>(null);
  const [looked, setLooked] = useState<Person | null>(null);
  const query = useQuery({ queryKey: KEY, queryFn: people.list });
  const { nameOf } = useDepartments();
  const renew = () => client.invalidateQueries({ queryKey: KEY });
  const setActive = useMutation({
    mutationFn: ({ id, version, active }: Person) => people.change(id, { version, active: !active }),
    onSettled: renew,
  });
  const reset = useMutation({ mutationFn: (person: Person) => people.newPassword(person.id), onSuccess: setMade });
  const items = (query.data?.items ?? []).filter((one) =>
    [one.login, one.name, one.role_name, nameOf(one.department_code)].some((word) => word.includes(sought.trim())),
  );

  const columns: TableColumnsType<Person> = [
    { title: zh.people.login, dataIndex: "login", width: 150 },
    { title: zh.people.name, dataIndex: "name", width: 120 },
    { title: zh.people.role, dataIndex: "role_name", width: 140 },
    { title: zh.people.unit, render: (_, { department_code }) => nameOf(department_code) },
    { title: zh.people.extension, dataIndex: "extension", width: 90 },
    {
      title: zh.people.state,
      width: 90,
      render: (_, { active }) => <Tag color={active ? "green" : "red"}>{active ? zh.people.active : zh.people.locked}</Tag>,
    },
    {
      key: "do",
      width: 300,
      render: (_, person) => (
        <>
          <Button size="small" type="link" onClick={() => setOpen(person)}>
            {zh.people.edit}
          </Button>
          <Popconfirm title={zh.people.resetConfirm} onConfirm={() => reset.mutate(person)}>
            <Button size="small" type="link">
              {zh.people.reset}
            </Button>
          </Popconfirm>
          {person.active ? (
            <Popconfirm title={zh.people.lockConfirm} onConfirm={() => setActive.mutate(person)}>
              <Button size="small" type="link" danger>
                {zh.people.lock}
              </Button>
            </Popconfirm>
          ) : (
            <Button size="small" type="link" onClick={() => setActive.mutate(person)}>
              {zh.people.unlock}
            </Button>
          )}
          <Button size="small" type="link" onClick={() => setLooked(person)}>
            {zh.people.history}
          </Button>
        </>
      ),
    },
  ];

  return (
    <section className="page" aria-label={zh.people.title}>
      <div className="page-head">
        <h1>{zh.people.title}</h1>
        <span className="quiet">{zh.people.lead}</span>
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <div className="page-head">
        <Button type="primary" onClick={() => setOpen("new")}>
          {zh.people.add}
        </Button>
        <Input.Search
          allowClear
          placeholder={zh.people.search}
          aria-label={zh.people.search}
          style={{ maxWidth: 340 }}
          onChange={(event) => setSought(event.target.value)}
        />
      </div>
      <ProblemAlert error={query.error ?? setActive.error ?? reset.error} onRetry={() => void query.refetch()} />
      <Table<Person>
        size="small"
        rowKey="id"
        columns={columns}
        dataSource={items}
        loading={query.isLoading}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        scroll={{ x: 1000 }}
        locale={{ emptyText: <Empty /> }}
      />
      {open !== null && (
        <PersonDialog
          person={open === "new" ? null : open}
          onClose={() => setOpen(null)}
          onDone={(done) => {
            setOpen(null);
            setMade(done);
            void renew();
          }}
        />
      )}
      {made && <PasswordOnce made={made} onClose={() => setMade(null)} />}
      {looked && <PersonHistory person={looked} onClose={() => setLooked(null)} />}
    </section>
  );
}
