"""What stands beside the filings: who lacks one, progress, what is due, tables brought in, dated lists that filings rest on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QObject

from app.records.fields import Field
from app.records.filing_reference import DISEASE_FIELDS, LISTS, PRICE_FIELDS
from app.records.filing_register import Due, FilingImport, Progress, ToFile
from app.records.words import FILINGS
from app.services.desk import Desk, today
from app.services.filings import disease_lists, found, imports, lists, reference
from app.services.rights import refusal
from app.ui.desks.filings import GROUP, FilingsDesk, Reload
from app.ui.desks.table_look import TableLook, TableTopic
from app.ui.doors import Door
from app.ui.place import Place
from app.ui.screens import filings as screens
from app.ui.screens.register_page import RegisterPage
from app.ui.widgets.picker import Pick

_ESC = "Esc 返回"
_ADD = "Ins 加入   Esc 返回"
_ADD_TABLE = "Ins 加入一种   Ctrl+O 导入一份   Esc 返回"
_WHY = (Field("why", "原因", longest=60),)
_MONTH = (
    Field("month", "月份", hint="如 2019-07"),
    Field("institution", "医疗机构", "institution", required=False, hint="不选为全部"),
)
_IMPORT = (
    Field("kind", "备案种类", "choice", choices=FILINGS),
    Field("purpose", "用途", "choice", choices=MappingProxyType(dict(imports.PURPOSES))),
    Field("document", "来源文号或说明", longest=60),
)
_DISEASE_LIST = tuple(one for one in DISEASE_FIELDS if one.key in {"list", "since", "document"})


def _tables(desk: Desk) -> TableTopic:
    """Tables of filings, or of health records."""
    return TableTopic(
        "备案导入",
        "先读入和核对，看过每一行的结果再决定导不导入。按证件号码对人；登记备案的表，列名与登记表的栏目相同。",
        _IMPORT,
        {"kind": "two_diseases", "purpose": "prospects"},
        open_file=lambda desk, texts, path: imports.open_file(desk, texts["kind"], texts["purpose"], path),
        look_at=lambda desk, texts, file, step: imports.look_at(desk, texts["kind"], texts["purpose"], file, step),
        bring_in=lambda desk, look, texts, step: imports.bring_in(desk, look, texts["document"], step),
        refused_csv=imports.refused_csv,
        done=lambda done: f"已导入 {done.added} 行（{FILINGS[done.kind]}，{done.document}）。",
        may_not=refusal(desk, "filing.import"),
    )


def _diseases(desk: Desk) -> TableTopic:
    """A whole list of diseases by its document."""
    return TableTopic(
        "导入病种名单",
        "一份文件里的病种一次加入：表里要有病种一列，有诊断编码的一并读入。已经在名单里的不重复加。",
        _DISEASE_LIST,
        {"list": next(iter(LISTS))},
        open_file=lambda desk, _texts, path: disease_lists.open_file(desk, path),
        look_at=disease_lists.look_at,
        bring_in=lambda desk, look, _texts, step: disease_lists.bring_in(desk, look, step),
        refused_csv=disease_lists.refused_csv,
        done=lambda added: f"已加入 {added} 种病。",
        may_not=refusal(desk, "filing.list"),
    )


class FilingListsDesk(QObject):
    """Opens over ``filings``, whose forms and refreshing it shares. One object per window."""

    def __init__(self, place: Place, filings: FilingsDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._filings = filings

    def doors(self) -> tuple[Door, ...]:
        """The lists, in the order of a day's work."""
        return (
            Door("备案待办", GROUP, "待办结、待审批和快到期的备案，门慢每季度至少审核一次", self.open_due, ("YYd5",)),
            Door(
                "应签未签",
                GROUP,
                "建档立卡贫困人口里还没有门诊统筹签约的",
                partial(self.open_lacking, "outpatient_signing"),
                ("SYd4",),
            ),
            Door(
                "两病应备未备",
                GROUP,
                "健康档案有两病记录、还没有备案的",
                partial(self.open_lacking, "two_diseases"),
                ("SYd5",),
            ),
            Door("签约和两病进度", GROUP, "按苏木乡镇：应签已签、应备已备，可通报", self.open_progress, ("SYd11",)),
            Door("慢病患者比对", GROUP, "用近两年结算数据找出没有慢病备案的患者", self.open_found, ("YYd6",)),
            Door(
                "送药登记",
                GROUP,
                "送医配药、投药入户的台账；登记在“慢病签约”里",
                self.open_deliveries,
                ("NMd7", "LNd3"),
            ),
            Door("门特认定月报", GROUP, "某月认定名单，盖章报医保经办机构", self.open_monthly, ("GXd8",)),
            Door("门特认定医师", GROUP, "取消认定时记下的医师问题", self.open_doctors, ("GXd9",)),
            Door(
                "备案导入", GROUP, "签约、两病等名单和健康档案的表格，整份可撤销", self.open_imports, ("SYd4", "SYd5")
            ),
            Door("病种名单", GROUP, "集中救治、门特、门慢的病种，各有起用日期和文号", self.open_diseases, ("NMd6",)),
            Door("按病种付费", GROUP, "每个病种的定额、超出由谁承担", self.open_prices, ("NMd6",)),
            Door("超定额登记", GROUP, "超出病种定额的结算单", self.open_over, ("NMd6",)),
        )

    # ---- what is to be done ----

    def open_due(self) -> None:
        """The work list's share; Enter opens the filing."""
        desk = self._place.desk

        def read() -> Sequence[Due]:
            return lists.due(desk)

        def show(rows: Sequence[Due]) -> None:
            late = sum(one.late for one in rows)
            page = RegisterPage(
                screens.DUE,
                rows,
                name="备案待办",
                nothing="没有待办的备案。",
                stretch="what",
                said=f"共 {len(rows)} 件，超期 {late} 件。" if rows else "",
            )
            page.chosen.connect(
                lambda row: self._run(
                    lambda: lists.one_line_of(desk, row.filing_id),
                    lambda line: self._filings.open_line(page, read, line),
                )
            )
            self._open(page, "备案待办", "Enter 查看、办理   Esc 返回")

        self._run(read, show)

    def open_lacking(self, kind: str) -> None:
        """Who should have a filing of the kind and has none; Enter files it, Del says why not."""
        desk, word = self._place.desk, FILINGS[kind]

        def read() -> Sequence[ToFile]:
            return lists.lacking(desk, kind)

        def close(row: ToFile | None) -> None:
            if row is None or kind == "outpatient_signing":
                page_of[0].tell("建档立卡人口应签尽签，不能从名单里去掉。" if row else "", "warn")
                return
            self._filings.ask(
                _WHY,
                "注明",
                f"不需要备案 · {row.person_name}",
                "只给确需药物治疗的患者备案。写明为什么不需要，这个人不再列在名单里。",
                lambda texts: lists.close(desk, kind, row.person_id, texts["why"]),
                lambda _none: self._back(page_of[0], read, f"已注明：{row.person_name}不需要备案。"),
                may_not=refusal(desk, "filing.file"),
            )

        page_of: list[RegisterPage] = []

        def show(rows: Sequence[ToFile]) -> None:
            title = "应签未签" if kind == "outpatient_signing" else "两病应备未备"
            page = RegisterPage(
                screens.TO_FILE,
                rows,
                name=title,
                nothing=f"没有还缺{word}的人。",
                stretch="why",
                keys={"Del": close},
                said=f"还有 {len(rows)} 人没有{word}。" if rows else "",
            )
            page_of.append(page)
            page.chosen.connect(
                lambda row: self._filings.file_for(page, read, kind, Pick(row.person_id, row.person_name))
            )
            keys = "Enter 登记" if kind == "outpatient_signing" else "Enter 登记   Del 注明不需要"
            self._open(page, title, f"{keys}   {_ESC}")

        self._run(read, show)

    def open_progress(self) -> None:
        """SYd11: two figures for each township."""
        desk = self._place.desk

        def show(answer: tuple[Mapping[str, Sequence[Progress]], str]) -> None:
            both, due = answer
            rows = [
                screens.Share(FILINGS[kind], one)
                for kind, part in both.items()
                for one in (*part, screens.total_of(part))
            ]
            page = RegisterPage(
                screens.SHARES,
                rows,
                name="门诊统筹签约和两病备案进度",
                nothing="还没有应签、应备的人。",
                stretch="township",
                said=due,
                notes=(f"截至 {today(desk)}",),
            )
            self._open(page, "签约和两病进度", _ESC)

        self._run(lambda: ({kind: lists.progress(desk, kind) for kind in lists.WANTED}, lists.deadline(desk)), show)

    def open_found(self) -> None:
        """YYd6: chronic patients whom the settlements show; Enter files 门慢."""
        desk = self._place.desk

        def read() -> Sequence[ToFile]:
            return found.chronic_patients(desk)

        def show(rows: Sequence[ToFile]) -> None:
            page = RegisterPage(
                screens.TO_FILE,
                rows,
                name="慢病患者比对",
                nothing="近两年结算里没有找到还没备案的慢病患者。",
                stretch="why",
                said=f"找到 {len(rows)} 人：同一慢病结算过两次以上，还没有门慢、门特或慢病签约。" if rows else "",
            )
            page.chosen.connect(
                lambda row: self._filings.file_for(page, read, "chronic", Pick(row.person_id, row.person_name))
            )
            self._open(page, "慢病患者比对", f"Enter 登记门诊慢病   {_ESC}")

        self._run(read, show, "比对慢病患者")

    # ---- registers ----

    def open_deliveries(self) -> None:
        """送医配药, 投药入户."""
        nothing = "还没有送药登记：在“慢病签约”里打开一条，选“送药登记”。"
        self._plain(lists.deliveries, screens.DELIVERIES, "送药登记", nothing, "drug")

    def open_doctors(self) -> None:
        """GXd9: what was noted on certifying doctors."""
        self._plain(lists.doctors, screens.DOCTORS, "门特认定医师", "没有记下问题的认定医师。", "noted")

    def open_over(self) -> None:
        """Settlements above the price of their disease, this business year."""
        first, last = date(today(self._place.desk).year, 1, 1), today(self._place.desk)
        nothing = "本年度没有超出病种定额的结算。"
        self._plain(lambda desk: reference.over_price(desk, first, last), screens.OVER, "超定额登记", nothing, "said")

    def open_monthly(self) -> None:
        """GXd8: the list of a month with the place of the seal."""
        desk = self._place.desk
        month = f"{today(desk):%Y-%m}"

        def read(texts: Mapping[str, str]) -> lists.Monthly:
            return lists.monthly(desk, *found.parse_month(texts["month"]), texts["institution"])

        def show(made: lists.Monthly) -> None:
            page = RegisterPage(
                screens.MONTHLY,
                made.lines,
                name=made.title,
                nothing="这个月没有认定。",
                stretch="diagnosis",
                said=f"{made.institution_name}　{made.month}　共 {len(made.lines)} 人。按 Ctrl+P 打印，盖章后报送。",
                notes=(f"{made.institution_name}　{made.month}　共 {len(made.lines)} 人", made.report),
                seal=True,
            )
            self._place.overlay.step_back()
            self._place.overlay.hold()
            self._open(page, made.title, _ESC)

        self._filings.ask(
            _MONTH,
            "列出",
            "门特认定月报",
            "按认定时间列出建档立卡人员，加盖公章后报医保经办机构。",
            read,
            show,
            typed={"month": month},
        )

    # ---- lists that filings rest on ----

    def open_diseases(self) -> None:
        """The dated lists of diseases."""
        self._added(
            *(reference.diseases, screens.DISEASES, DISEASE_FIELDS, reference.add_disease, "病种名单", "name"),
            table=_diseases(self._place.desk),
        )

    def open_prices(self) -> None:
        """Prices per disease."""
        self._added(reference.prices, screens.PRICES, PRICE_FIELDS, reference.add_price, "按病种付费", "disease")

    # ---- tables brought in ----

    def open_imports(self) -> None:
        """What was brought in; one more, or one undone."""
        desk = self._place.desk

        def read() -> Sequence[FilingImport]:
            return imports.imports(desk)

        def show(rows: Sequence[FilingImport]) -> None:
            page = RegisterPage(
                screens.IMPORTS,
                rows,
                name="备案导入",
                nothing="还没有导入过。按 Ctrl+O 导入第一份。",
                stretch="file",
                keys={
                    "Ctrl+O": lambda _row: TableLook(self._place, self._filings, _tables(desk), page).start(page, read),
                    "Ctrl+Z": lambda row: self._undo(page, read, row),
                },
                said=refusal(desk, "filing.import"),
            )
            self._open(page, "备案导入", "Ctrl+O 导入   Ctrl+Z 撤销这一次   Esc 返回")

        self._run(read, show)

    def _undo(self, page: RegisterPage, reload: Reload, row: FilingImport | None) -> None:
        desk = self._place.desk
        if row is None or row.undone_at is not None:
            page.tell("这一次已经撤销过。" if row else "", "warn")
            return
        self._filings.ask(
            _WHY,
            "撤销这一次",
            f"撤销导入 · {row.document}",
            f"{row.file_name} 导入的 {row.added} 行都不再算；以前的结算不变。",
            lambda texts: imports.undo(desk, row.id, texts["why"]),
            lambda done: self._back(page, reload, f"已撤销 {done.document} 这一次导入。", changed=True),
            may_not=refusal(desk, "filing.import"),
        )

    # ---- shared ----

    def _plain(
        self, read: Callable[[Desk], Sequence[Any]], columns: Sequence[Any], title: str, nothing: str, stretch: str
    ) -> None:
        """A list that is only read."""
        desk = self._place.desk
        self._run(
            lambda: read(desk),
            lambda rows: self._open(
                RegisterPage(columns, rows, name=title, nothing=nothing, stretch=stretch), title, _ESC
            ),
        )

    def _added(
        self,
        read: Callable[[Desk], Sequence[Any]],
        columns: Sequence[Any],
        fields: Sequence[Field],
        add: Callable[[Desk, Mapping[str, str]], Any],
        title: str,
        stretch: str,
        table: TableTopic | None = None,
    ) -> None:
        """A list to which Ins adds by its document, and Ctrl+O a whole ``table``."""
        desk = self._place.desk

        def ask(_row: object, page: Callable[[], RegisterPage]) -> None:
            self._filings.ask(
                fields,
                "加入",
                f"{title}：加入",
                "凭文件加入，从起用日期起算；已经结算的不变。",
                lambda texts: add(desk, texts),
                lambda _one: self._back(page(), lambda: read(desk), "已加入。", changed=True),
                may_not=refusal(desk, "filing.list"),
            )

        def bring(topic: TableTopic, page: RegisterPage) -> None:
            TableLook(self._place, self._filings, topic, page).start(page, lambda: read(desk))

        def show(rows: Sequence[Any]) -> None:
            keys: dict[str, Callable[[Any], None]] = {"Ins": lambda row: ask(row, lambda: page)}
            if table is not None:
                keys["Ctrl+O"] = lambda _row: bring(table, page)
            nothing = "还没有。按 Ins 加入第一条。"
            page = RegisterPage(columns, rows, name=title, nothing=nothing, stretch=stretch, keys=keys)
            self._open(page, title, _ADD if table is None else _ADD_TABLE)

        self._run(lambda: read(desk), show)

    def _back(self, page: RegisterPage, reload: Reload, message: str, *, changed: bool = False) -> None:
        if changed:
            self._filings.changed.emit()
        self._place.overlay.step_back()
        self._filings.refresh(page, reload, message)

    def _open(self, page: RegisterPage, title: str, keys: str) -> None:
        self._place.overlay.open(page, title, keys)

    def _run(self, read: Callable[[], Any], show: Callable[[Any], None], doing: str = "读取名单") -> None:
        self._place.operations.run(lambda _job: read(), show, self._place.failed, owner=self, doing=doing)
