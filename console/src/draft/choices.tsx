/** The two searches of every form and filter: category and department. */
import { Cascader, Select } from "antd";
import { zh } from "../strings";
import { codePath, useCategories, useDepartments, type CategoryNode } from "./catalogue";

interface CategoryProps {
  id?: string;
  label?: string;
  value: string | null;
  onChange: (code: string | null) => void;
  /** In a filter, a whole branch may be chosen. */
  anyLevel?: boolean;
}

const contains = (text: string, path: CategoryNode[]) => path.some((node) => node.label.includes(text.trim()));

export function CategoryChoice({ id, label, value, onChange, anyLevel = false }: CategoryProps) {
  const { tree, loading } = useCategories();
  return (
    <Cascader<CategoryNode>
      {...(id ? { id } : {})}
      aria-label={label ?? zh.form.fields.category_code}
      options={tree}
      value={codePath(value)}
      onChange={(path: string[] | undefined) => onChange(path?.at(-1) ?? null)}
      changeOnSelect={anyLevel}
      showSearch={{ filter: (text, path) => contains(text, path), limit: 60 }}
      displayRender={(labels) => labels.join(" / ")}
      placeholder={label ?? zh.form.categoryHint}
      loading={loading}
      className="wide"
    />
  );
}

interface DepartmentProps {
  id?: string;
  label?: string;
  value: string | null;
  onChange: (code: string | null) => void;
}

const SEARCH = { optionFilterProp: "search" };

export function DepartmentChoice({ id, label, value, onChange }: DepartmentProps) {
  const { options, loading } = useDepartments();
  return (
    <Select<string>
      {...(id ? { id } : {})}
      aria-label={label ?? zh.form.fields.lead_code}
      options={options}
      value={value}
      onChange={(code: string | undefined) => onChange(code ?? null)}
      showSearch={SEARCH}
      allowClear
      loading={loading}
      placeholder={label ?? zh.form.departmentHint}
      className="wide"
    />
  );
}

interface DepartmentsProps {
  id: string;
  label?: string;
  value: string[];
  onChange: (codes: string[]) => void;
}

export function DepartmentsChoice({ id, label, value, onChange }: DepartmentsProps) {
  const { options, loading } = useDepartments();
  return (
    <Select<string[]>
      id={id}
      aria-label={label ?? zh.form.fields.assist_codes}
      mode="multiple"
      options={options}
      value={value}
      onChange={onChange}
      showSearch={SEARCH}
      allowClear
      loading={loading}
      placeholder={zh.form.departmentHint}
      className="wide"
    />
  );
}
