/** Somebody new, or other facts of somebody known. */
import { Button, Form, Input, Modal, Select } from "antd";
import { useMutation } from "@tanstack/react-query";
import { people } from "../api/endpoints";
import type { NewPerson, Person, PersonWithPassword, Role } from "../api/types";
import { useDepartments } from "../draft/catalogue";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { inUnit, withTelephone } from "./roles";

const ROLES = Object.entries(zh.people.roles).map(([value, label]) => ({ value, label }));
const needed = (label: string) => [{ required: true, whitespace: true, message: zh.people.missing(label) }];

interface Props {
  person: Person | null;
  onDone: (made: PersonWithPassword | null) => void;
  onClose: () => void;
}

export function PersonDialog({ person, onDone, onClose }: Props) {
  const [form] = Form.useForm<NewPerson>();
  const watched = Form.useWatch("role", form) as Role | undefined;
  const role = watched ?? person?.role ?? "agent";
  const units = useDepartments();
  const save = useMutation({
    mutationFn: async (fields: NewPerson): Promise<PersonWithPassword | null> => {
      const { login, ...facts } = fields;
      const kept = {
        ...facts,
        department_code: inUnit(facts.role) ? (facts.department_code ?? null) : null,
        extension: withTelephone(facts.role) ? facts.extension || null : null,
      };
      if (person === null) return people.add({ ...kept, login });
      await people.change(person.id, { version: person.version, ...kept });
      return null;
    },
    onSuccess: onDone,
  });
  return (
    <Modal open title={person ? zh.people.edit : zh.people.add} footer={null} onCancel={onClose}>
      <ProblemAlert error={save.error} />
      <Form<NewPerson>
        form={form}
        layout="vertical"
        initialValues={person ?? { role: "agent" }}
        onFinish={(fields) => save.mutate(fields)}
      >
        <Form.Item name="login" label={zh.people.login} extra={zh.people.loginHint} rules={needed(zh.people.login)}>
          <Input disabled={person !== null} maxLength={40} autoComplete="off" />
        </Form.Item>
        <Form.Item name="name" label={zh.people.name} rules={needed(zh.people.name)}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="role" label={zh.people.role}>
          <Select options={ROLES} />
        </Form.Item>
        {inUnit(role) && (
          <Form.Item name="department_code" label={zh.people.unit} rules={[{ required: true, message: zh.people.unitNeeded }]}>
            <Select showSearch={{ optionFilterProp: "search" }} options={units.options} loading={units.loading} />
          </Form.Item>
        )}
        {withTelephone(role) && (
          <Form.Item name="extension" label={zh.people.extension} extra={zh.people.extensionHint}>
            <Input maxLength={4} inputMode="numeric" />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {zh.people.save}
        </Button>
      </Form>
    </Modal>
  );
}
